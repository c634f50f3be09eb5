package dev.zprobe.respond;

import dev.zprobe.net.Deadline;
import dev.zprobe.wire.ClientHello;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.StunMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * One connection: reads messages, answers those that are proven, and closes at the first that is
 * not. Everything is bounded: twenty seconds, 256 messages, 4 KB each.
 */
final class StreamPeer implements Runnable {
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(5);
  private static final int MOST_MESSAGES = 256;
  private static final int LONGEST_MESSAGE = 4096;
  private static final int TLS_HANDSHAKE = 0x16; // RFC 8446 section 5.1
  private static final int TLS_HEADER = 5;

  private final Socket socket;
  private final Answers answers;
  private final TlsIdentity identity;
  private final Deadline end = Deadline.after(LONGEST);

  StreamPeer(Socket socket, Answers answers, TlsIdentity identity) {
    this.socket = socket;
    this.answers = answers;
    this.identity = identity;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      Asked asked =
          new Asked(
              (InetSocketAddress) socket.getRemoteSocketAddress(), socket.getLocalPort(), false);
      int first = read(socket, socket.getInputStream(), end.within(LONGEST_HANDSHAKE));
      if (first == TLS_HANDSHAKE) {
        secure(asked);
      } else if (first >= 0) {
        converse(socket, Octets.of((byte) first), asked);
      }
    } catch (IOException | GeneralSecurityException gone) {
      // The peer's business: there is nobody to tell.
    }
  }

  /** The whole first record must be there, and prove the token, before a byte is answered. */
  private void secure(Asked asked) throws IOException, GeneralSecurityException {
    Deadline soon = end.within(LONGEST_HANDSHAKE);
    InputStream in = socket.getInputStream();
    OctetsWriter record = new OctetsWriter().uint8(TLS_HANDSHAKE);
    take(socket, in, record, TLS_HEADER - 1, soon);
    int length = record.done().uint16(3);
    if (length > LONGEST_MESSAGE * 4) {
      return;
    }
    take(socket, in, record, length, soon);
    Octets hello = record.done();
    if (!answers.admits(protocols(hello), asked)) {
      return;
    }
    try (SSLSocket secured =
        (SSLSocket)
            identity
                .context()
                .getSocketFactory()
                .createSocket(socket, new ByteArrayInputStream(hello.toArray()), true)) {
      secured.setUseClientMode(false);
      secured.setHandshakeApplicationProtocolSelector(
          (handshaking, offered) ->
              offered.stream().filter(answers::isOurs).findFirst().orElse(""));
      secured.setSoTimeout((int) LONGEST_HANDSHAKE.toMillis());
      secured.startHandshake();
      converse(secured, Octets.EMPTY, asked);
    }
  }

  /** Those that a ClientHello in one record offers. */
  private static List<String> protocols(Octets record) {
    int body = TLS_HEADER + 4;
    if (record.length() < body || record.at(TLS_HEADER) != HandshakeType.CLIENT_HELLO.code()) {
      return List.of();
    }
    return ClientHello.parse(record.buffer(), body, record.length() - body)
        .whole()
        .map(ClientHello::protocols)
        .orElse(List.of());
  }

  private void converse(Socket with, Octets first, Asked asked) throws IOException {
    Octets begun = first;
    for (int count = 0; count < MOST_MESSAGES; count++) {
      Octets message = message(with, begun);
      Optional<Octets> answer =
          message.length() == 0 ? Optional.empty() : answers.answer(message, asked);
      if (answer.isEmpty()) {
        return;
      }
      with.getOutputStream().write(answer.get().toArray());
      with.getOutputStream().flush();
      begun = Octets.EMPTY;
    }
  }

  /** A STUN message by its own length, RFC 8489 section 6.2.2, or a head of SIP by its end. */
  private Octets message(Socket with, Octets begun) throws IOException {
    InputStream in = with.getInputStream();
    OctetsWriter message = new OctetsWriter().octets(begun);
    if (message.length() == 0) {
      take(with, in, message, 1, end);
    }
    if (message.done().at(0) != 0) {
      return head(with, in, message);
    }
    take(with, in, message, StunMessage.HEADER_LENGTH - 1, end);
    int length = message.done().uint16(2);
    if (length > LONGEST_MESSAGE) {
      return Octets.EMPTY;
    }
    take(with, in, message, length, end);
    return message.done();
  }

  private Octets head(Socket with, InputStream in, OctetsWriter message) throws IOException {
    StringBuilder tail = new StringBuilder();
    while (message.length() < LONGEST_MESSAGE) {
      int next = read(with, in, end);
      if (next < 0) {
        return Octets.EMPTY;
      }
      message.uint8(next);
      tail.append((char) next);
      if (next == '\n'
          && tail.length() >= 4
          && tail.substring(tail.length() - 4).equals("\r\n\r\n")) {
        return message.done();
      }
    }
    return Octets.EMPTY;
  }

  private static void take(
      Socket with, InputStream in, OctetsWriter into, int count, Deadline deadline)
      throws IOException {
    for (int taken = 0; taken < count; taken++) {
      int next = read(with, in, deadline);
      if (next < 0) {
        throw new IOException("ended within a message");
      }
      into.uint8(next);
    }
  }

  private static int read(Socket with, InputStream in, Deadline deadline) throws IOException {
    if (deadline.expired()) {
      throw new IOException("too slow");
    }
    with.setSoTimeout((int) Math.max(1, deadline.remaining().toMillis()));
    return in.read();
  }
}
