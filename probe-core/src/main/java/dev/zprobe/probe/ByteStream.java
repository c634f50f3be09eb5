package dev.zprobe.probe;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.wire.Octets;

/** A connection that stands: TCP, or TLS within it. Blocks; for one thread. */
public interface ByteStream extends AutoCloseable {
  FiveTuple flow();

  /**
   * Hands bytes to the socket. A failure shows at the next {@link #receive}.
   *
   * @return the {@link System#nanoTime} at which the kernel had them
   */
  long send(Octets octets);

  /**
   * Bytes that came and cannot be read before more of them come, as of a TLS record that is not
   * whole.
   */
  default long unfinished() {
    return 0;
  }

  /** The next bytes in order; the same end again once the stream has ended. */
  Arrival receive(Deadline deadline);

  @Override
  void close();
}
