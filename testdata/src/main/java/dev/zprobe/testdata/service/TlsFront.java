package dev.zprobe.testdata.service;

import dev.zprobe.testdata.net.Connection;
import dev.zprobe.testdata.net.ConnectionHandler;
import dev.zprobe.testdata.net.ReceivedHello;
import dev.zprobe.testdata.net.StreamProtocol;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The TLS side of a server: reads the ClientHello itself, lets the conduct decide, and only then
 * hands over to the JDK's TLS.
 */
final class TlsFront implements ConnectionHandler {
  /** What happens to a ClientHello. */
  enum Conduct {
    HANDSHAKE,
    RESET_SERVICE_NAMES,
    IGNORE_SERVICE_NAMES,
    HANDSHAKE_FAILURE,
    OLD_VERSION,
    SILENCE
  }

  private static final byte[] FATAL_HANDSHAKE_FAILURE = {0x15, 0x03, 0x03, 0, 2, 2, 40};
  private static final short TLS_1_0 = 0x0301;
  private static final short ECDHE_RSA_AES128_CBC_SHA = (short) 0xc013;
  private static final int SERVER_HELLO_BYTES = 2 + 32 + 1 + 2 + 1 + 2 + 5;
  private static final byte[] RENEGOTIATION_INFO = {(byte) 0xff, 0x01, 0, 1, 0};

  private final SSLContext context;
  private final Conduct conduct;
  private final Predicate<String> serviceName;
  private final StreamProtocol inside;

  TlsFront(
      SSLContext context, Conduct conduct, Predicate<String> serviceName, StreamProtocol inside) {
    this.context = context;
    this.conduct = conduct;
    this.serviceName = serviceName;
    this.inside = inside;
  }

  @Override
  public void serve(Connection connection) throws IOException {
    if (conduct == Conduct.SILENCE) {
      connection.drain();
      return;
    }
    ReceivedHello hello = ReceivedHello.read(connection.input());
    boolean named = hello.serverName().filter(serviceName).isPresent();
    switch (conduct) {
      case HANDSHAKE, SILENCE -> handshake(connection, hello);
      case RESET_SERVICE_NAMES -> {
        if (named) {
          connection.reset();
        } else {
          handshake(connection, hello);
        }
      }
      case IGNORE_SERVICE_NAMES -> {
        if (named) {
          connection.drain();
        } else {
          handshake(connection, hello);
        }
      }
      case HANDSHAKE_FAILURE -> {
        connection.output().write(FATAL_HANDSHAKE_FAILURE);
        connection.finish();
      }
      case OLD_VERSION -> {
        connection.output().write(oldServerHello());
        connection.drain();
      }
    }
  }

  private void handshake(Connection connection, ReceivedHello hello) throws IOException {
    // Not closed with the layer: the connection must get its FIN in order, after the TLS goodbye.
    SSLSocket layer =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(connection.socket(), new ByteArrayInputStream(hello.bytes()), false);
    layer.setHandshakeApplicationProtocolSelector(
        (socket, offered) -> offered.contains("http/1.1") ? "http/1.1" : "");
    layer.startHandshake();
    inside.serve(layer.getInputStream(), layer.getOutputStream(), connection.from());
    layer.shutdownOutput();
    connection.finish();
  }

  private static byte[] oldServerHello() {
    ByteBuffer out = ByteBuffer.allocate(5 + 4 + SERVER_HELLO_BYTES);
    out.put((byte) 0x16).putShort(TLS_1_0).putShort((short) (4 + SERVER_HELLO_BYTES));
    out.putInt(0x02 << 24 | SERVER_HELLO_BYTES);
    out.putShort(TLS_1_0).put(new byte[32]).put((byte) 0);
    out.putShort(ECDHE_RSA_AES128_CBC_SHA).put((byte) 0);
    out.putShort((short) RENEGOTIATION_INFO.length).put(RENEGOTIATION_INFO);
    return out.array();
  }
}
