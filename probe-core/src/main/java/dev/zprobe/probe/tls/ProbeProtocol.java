package dev.zprobe.probe.tls;

import dev.zprobe.observation.TlsHandshake.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsClientProtocol;

/** The client's side of the protocol, which writes down every message. For one thread. */
final class ProbeProtocol extends TlsClientProtocol {
  private static final int MOST_MESSAGES = 64;
  private static final long NOT_YET = Long.MIN_VALUE;

  private final ProbeClient client;
  private final List<Seen> seen = new ArrayList<>();
  private long inputNanos;
  private int helloBytes;
  private int bytesLeftOfMessage;

  ProbeProtocol(ProbeClient client) {
    this.client = client;
  }

  private record Seen(boolean outgoing, String name, long nanos) {}

  /** Size of the first ClientHello, with its header of four bytes. */
  int helloBytes() {
    return helloBytes;
  }

  /** Says when the bytes that are offered next were received. */
  void inputAt(long nanos) {
    inputNanos = nanos;
  }

  /** Says when the output that was read last was sent. */
  void outputAt(long nanos) {
    seen.replaceAll(each -> each.nanos() == NOT_YET ? at(each, nanos) : each);
  }

  private static Seen at(Seen each, long nanos) {
    return new Seen(each.outgoing(), each.name(), nanos);
  }

  List<Message> messages(long connectedNanos) {
    return seen.stream()
        .map(
            each ->
                new Message(
                    each.outgoing(),
                    each.name(),
                    Duration.ofNanos(
                        each.nanos() == NOT_YET ? 0 : Math.max(0, each.nanos() - connectedNanos))))
        .toList();
  }

  private void add(boolean outgoing, String name) {
    if (seen.size() < MOST_MESSAGES) {
      seen.add(new Seen(outgoing, name, outgoing ? NOT_YET : inputNanos));
    }
  }

  @Override
  protected void handleHandshakeMessage(short type, HandshakeMessageInput message)
      throws IOException {
    add(false, MessageNames.of(type));
    super.handleHandshakeMessage(type, message);
  }

  /** On the wire it is a ServerHello, told by its random (RFC 8446 section 4.1.4). */
  @Override
  protected void process13HelloRetryRequest(ServerHello hello) throws IOException {
    int last = seen.size() - 1;
    if (last >= 0 && !seen.get(last).outgoing()) {
      seen.set(last, new Seen(false, "HelloRetryRequest", seen.get(last).nanos()));
    }
    super.process13HelloRetryRequest(hello);
  }

  @Override
  protected void handleChangeCipherSpecMessage() throws IOException {
    add(false, MessageNames.CHANGE_CIPHER_SPEC);
    super.handleChangeCipherSpecMessage();
  }

  @Override
  protected void process13ServerHelloCoda(ServerHello hello, boolean afterRetry)
      throws IOException {
    super.process13ServerHelloCoda(hello, afterRetry);
    client.logHandshakeSecrets();
  }

  @Override
  protected void sendFinishedMessage() throws IOException {
    client.logMasterSecret();
    super.sendFinishedMessage();
  }

  @Override
  protected void safeWriteRecord(short type, byte[] bytes, int offset, int length)
      throws IOException {
    if (type == ContentType.change_cipher_spec) {
      add(true, MessageNames.CHANGE_CIPHER_SPEC);
    } else if (type == ContentType.handshake && length > 0) {
      addHandshake(bytes, offset, length);
    }
    super.safeWriteRecord(type, bytes, offset, length);
  }

  /** A record may carry several messages, or a part of one. */
  private void addHandshake(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (bytesLeftOfMessage == 0) {
        if (end - at < 4) {
          return;
        }
        int body =
            (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
        bytesLeftOfMessage = 4 + body;
        helloBytes = helloBytes == 0 ? bytesLeftOfMessage : helloBytes;
        add(true, MessageNames.of(bytes[at]));
      }
      int taken = Math.min(bytesLeftOfMessage, end - at);
      bytesLeftOfMessage -= taken;
      at += taken;
    }
  }
}
