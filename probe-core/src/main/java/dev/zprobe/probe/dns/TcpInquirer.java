package dev.zprobe.probe.dns;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.SocketFailure;
import dev.zprobe.probe.SourceAddress;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Asks over TCP, RFC 7766: one connection, one question. */
final class TcpInquirer {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Inquiry inquiry;
  private final Attempt attempt;
  private final long until;
  private boolean begun;

  TcpInquirer(Inquiry inquiry, Attempt attempt, Duration patience) {
    this.inquiry = inquiry;
    this.attempt = attempt;
    this.until = inquiry.deadline().within(patience).nanoTime();
  }

  /** Blocks; the inquiry is complete in every case when it returns. */
  void run() {
    boolean before = true;
    try (Socket socket = new Socket()) {
      Endpoint remote = inquiry.server().endpoint();
      InetAddress source = SourceAddress.towards(remote);
      socket.bind(new InetSocketAddress(source, 0));
      Endpoint local = new Endpoint(source, socket.getLocalPort(), Transport.TCP);
      attempt.announce(new FiveTuple(local, remote));
      before = false;
      socket.connect(remote.socketAddress(), left());
      exchange(socket);
    } catch (EOFException closed) {
      fail(
          begun
              ? new Failure(FailureCode.DNS_MALFORMED, "closed before the answer was whole")
              : new Failure(FailureCode.DNS_TIMEOUT, "closed without an answer"));
    } catch (IOException thrown) {
      fail(SocketFailure.of(thrown, before, FailureCode.DNS_REJECTED, FailureCode.DNS_TIMEOUT));
    } finally {
      fail(Failure.of(FailureCode.NOT_TESTED));
      inquiry.settled(java.util.List.of());
    }
  }

  private void exchange(Socket socket) throws IOException {
    int id = RANDOM.nextInt(1 << 16);
    byte[] query = DnsMessages.query(id, inquiry.question());
    byte[] framed =
        ByteBuffer.allocate(query.length + 2).putShort((short) query.length).put(query).array();
    long sent = System.nanoTime();
    socket.getOutputStream().write(framed);
    byte[] bytes = receive(socket);
    Duration after = Duration.ofNanos(System.nanoTime() - sent);
    DnsMessages.Reading reading = DnsMessages.read(bytes, inquiry.question(), Set.of(id));
    if (reading instanceof DnsMessages.Reading.Fitting fitting) {
      inquiry.answered(attempt, fitting.answer().cameAfter(after), fitting.failure());
    } else if (reading instanceof DnsMessages.Reading.Stray stray) {
      fail(new Failure(FailureCode.DNS_MALFORMED, stray.answer().rcode()));
    }
  }

  /** Byte by byte within the deadline, so that an endless drip ends. */
  private byte[] receive(Socket socket) throws IOException {
    DataInputStream stream = new DataInputStream(socket.getInputStream());
    socket.setSoTimeout(left());
    int high = stream.readUnsignedByte();
    begun = true;
    socket.setSoTimeout(left());
    byte[] bytes = new byte[high << 8 | stream.readUnsignedByte()];
    int have = 0;
    while (have < bytes.length) {
      socket.setSoTimeout(left());
      int count = stream.read(bytes, have, bytes.length - have);
      if (count < 0) {
        throw new EOFException();
      }
      have += count;
    }
    return bytes;
  }

  private int left() throws SocketTimeoutException {
    long left = (until - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return (int) left;
  }

  /** Has no effect when there is an outcome already. */
  private void fail(Failure failure) {
    inquiry.answered(attempt, Answer.NONE, Optional.of(failure));
  }
}
