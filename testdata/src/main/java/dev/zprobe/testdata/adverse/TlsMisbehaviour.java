package dev.zprobe.testdata.adverse;

import dev.zprobe.testdata.certificate.Authority;
import dev.zprobe.testdata.certificate.Issued;
import dev.zprobe.testdata.certificate.Leaf;
import dev.zprobe.testdata.net.Connection;
import dev.zprobe.testdata.net.ConnectionHandler;
import dev.zprobe.testdata.net.Opening;
import dev.zprobe.testdata.net.ReceivedHello;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** What a TLS server can do wrong after a ClientHello (RFC 8446). */
public sealed interface TlsMisbehaviour extends Misbehaviour {

  /** Resets when the ClientHello is whole. */
  record ResetAfterHello() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(Connection::reset);
    }
  }

  /** Closes in order when the ClientHello is whole. */
  record FinAfterHello() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(Connection::finish);
    }
  }

  /** Sends a ServerHello of TLS 1.2, leaves time to read it, and resets. */
  record ResetAfterServerHello() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(
          connection -> {
            connection.output().write(serverHello());
            letPeerRead(connection);
            connection.reset();
          });
    }
  }

  /** Sends a ServerHello of TLS 1.2 and nothing after it. */
  record SilenceAfterServerHello() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(
          connection -> {
            connection.output().write(serverHello());
            connection.drain();
          });
    }
  }

  /** Sends the first half of a record and no more. */
  record HalfRecordThenSilence() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(
          connection -> {
            byte[] whole = serverHello();
            connection.output().write(whole, 0, whole.length / 2);
            connection.drain();
          });
    }
  }

  /** Announces a record of 65535 bytes, more than the protocol allows, and sends them. */
  record OverlongRecord() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(
          connection -> {
            ByteBuffer record = ByteBuffer.allocate(5 + 0xffff);
            record.put((byte) 0x16).putShort((short) 0x0303).putShort((short) 0xffff);
            connection.output().write(record.array());
            connection.drain();
          });
    }
  }

  /** Announces a handshake message of 16 MiB and sends it in records, as long as anyone reads. */
  record HugeHandshakeMessage() implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      return afterHello(
          connection -> {
            ByteBuffer record = ByteBuffer.allocate(5 + 0x4000);
            record.put((byte) 0x16).putShort((short) 0x0303).putShort((short) 0x4000);
            record.putInt(0x02ffffff);
            OutputStream output = connection.output();
            for (int sent = 0; sent < 0xffffff; sent += 0x4000) {
              output.write(record.array());
              record.putInt(5, 0);
            }
            connection.drain();
          });
    }
  }

  /**
   * Answers with an alert.
   *
   * @param level 1 is warning, 2 is fatal
   * @param description a code of RFC 8446, section 6, or one that does not exist, 0 to 255
   */
  record Alert(int level, int description) implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      byte[] record = {0x15, 0x03, 0x03, 0, 2, (byte) level, (byte) description};
      return afterHello(
          connection -> {
            connection.output().write(record);
            connection.finish();
          });
    }
  }

  /**
   * Completes the handshake with a chain that is far too long.
   *
   * @param certificates how many, of about 500 bytes each, 2 to 1000
   */
  record HugeCertificateChain(int certificates) implements TlsMisbehaviour {
    @Override
    public Opening opening() {
      Authority authority = Authority.create("adverse", Clock.systemUTC().instant());
      Issued issued = authority.issue(Leaf.validAt(Clock.systemUTC().instant(), "adverse.test"));
      List<X509Certificate> chain = new ArrayList<>(issued.chain());
      while (chain.size() < certificates) {
        chain.add(authority.intermediate());
      }
      SSLContext context = new Issued(issued.keys(), chain).serverContext();
      return new Opening.Streams(connection -> handshake(connection, context));
    }
  }

  private static Opening afterHello(ConnectionHandler next) {
    return new Opening.Streams(
        connection -> {
          ReceivedHello.read(connection.input());
          next.serve(connection);
        });
  }

  private static void handshake(Connection connection, SSLContext context) throws IOException {
    ReceivedHello hello = ReceivedHello.read(connection.input());
    ByteArrayInputStream consumed = new ByteArrayInputStream(hello.bytes());
    SSLSocket layer =
        (SSLSocket) context.getSocketFactory().createSocket(connection.socket(), consumed, false);
    layer.startHandshake();
    layer.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** A reset overtakes what the peer has not read yet, so it must come a little later. */
  private static void letPeerRead(Connection connection) throws IOException {
    connection.socket().setSoTimeout(300);
    try {
      connection.drain();
    } catch (SocketTimeoutException quiet) {
      return;
    }
  }

  /** TLS 1.2, ECDHE_ECDSA with AES-128-GCM, no session, no extension that was not asked for. */
  private static byte[] serverHello() {
    int bytes = 2 + 32 + 1 + 2 + 1 + 2 + 5;
    ByteBuffer out = ByteBuffer.allocate(5 + 4 + bytes);
    out.put((byte) 0x16).putShort((short) 0x0303).putShort((short) (4 + bytes));
    out.putInt(0x02 << 24 | bytes).putShort((short) 0x0303);
    out.put("an adverse server's random bytes".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) 0).putShort((short) 0xc02b).put((byte) 0);
    out.putShort((short) 5).putShort((short) 0xff01).putShort((short) 1).put((byte) 0);
    return out.array();
  }
}
