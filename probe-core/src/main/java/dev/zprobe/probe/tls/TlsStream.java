package dev.zprobe.probe.tls;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.wire.Octets;
import java.io.IOException;

/** Application data within a session that stands. Closing it closes the connection below. */
final class TlsStream implements ByteStream {
  private final ByteStream below;
  private final ProbeProtocol protocol;

  private final RecordCount records = new RecordCount();

  TlsStream(ByteStream below, ProbeProtocol protocol) {
    this.below = below;
    this.protocol = protocol;
  }

  @Override
  public FiveTuple flow() {
    return below.flow();
  }

  @Override
  public long send(Octets octets) {
    try {
      protocol.writeApplicationData(octets.toArray(), 0, octets.length());
    } catch (IOException closed) {
      return System.nanoTime(); // The next receive says why.
    }
    return flush(below, protocol);
  }

  @Override
  public Arrival receive(Deadline deadline) {
    while (true) {
      int available = protocol.getAvailableInputBytes();
      if (available > 0) {
        byte[] bytes = new byte[available];
        protocol.readInput(bytes, 0, available);
        return new Arrival.Bytes(Octets.of(bytes), System.nanoTime());
      }
      if (protocol.isClosed()) {
        return new Arrival.Ended(System.nanoTime());
      }
      Arrival arrival = below.receive(deadline);
      if (!(arrival instanceof Arrival.Bytes bytes)) {
        return arrival;
      }
      try {
        byte[] came = bytes.octets().toArray();
        records.add(came);
        protocol.offerInput(came);
      } catch (IOException broken) {
        return new Arrival.Broken("TLS: " + broken.getMessage(), bytes.nanoTime());
      }
      flush(below, protocol);
    }
  }

  @Override
  public long unfinished() {
    return records.unfinished();
  }

  /** Sends what the protocol wants to say; the time is that of the last byte. */
  static long flush(ByteStream below, ProbeProtocol protocol) {
    long sent = System.nanoTime();
    int waiting = protocol.getAvailableOutputBytes();
    if (waiting > 0) {
      byte[] bytes = new byte[waiting];
      protocol.readOutput(bytes, 0, waiting);
      sent = below.send(Octets.of(bytes));
      protocol.outputAt(sent);
    }
    return sent;
  }

  @Override
  public void close() {
    try {
      protocol.close();
      flush(below, protocol);
    } catch (IOException closedBefore) {
      // The connection goes now anyway.
    }
    below.close();
  }
}
