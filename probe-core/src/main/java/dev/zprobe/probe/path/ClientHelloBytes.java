package dev.zprobe.probe.path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Vector;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The record with a ClientHello (RFC 8446 section 4.1.2), as the first thing on a connection. */
final class ClientHelloBytes {
  private ClientHelloBytes() {}

  /**
   * @param serverName the SNI, empty for none
   */
  static byte[] of(String serverName) throws IOException {
    TlsClientProtocol protocol = new TlsClientProtocol();
    protocol.connect(new HelloClient(serverName));
    byte[] record = new byte[protocol.getAvailableOutputBytes()];
    protocol.readOutput(record, 0, record.length);
    return record;
  }

  private static final class HelloClient extends DefaultTlsClient {
    private final String serverName;

    HelloClient(String serverName) {
      super(new BcTlsCrypto(new SecureRandom()));
      this.serverName = serverName;
    }

    @Override
    @SuppressWarnings("unchecked") // the library's signature is raw
    protected Vector<ServerName> getSNIServerNames() {
      if (serverName.isEmpty()) {
        return super.getSNIServerNames(); // an empty list would be sent, and is malformed
      }
      Vector<ServerName> names = new Vector<>();
      names.add(new ServerName(NameType.host_name, serverName.getBytes(StandardCharsets.US_ASCII)));
      return names;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected Vector<ProtocolName> getProtocolNames() {
      Vector<ProtocolName> names = new Vector<>();
      names.add(ProtocolName.HTTP_2_TLS);
      names.add(ProtocolName.HTTP_1_1);
      return names;
    }

    @Override
    public TlsAuthentication getAuthentication() {
      throw new IllegalStateException("this client never gets past its hello");
    }
  }
}
