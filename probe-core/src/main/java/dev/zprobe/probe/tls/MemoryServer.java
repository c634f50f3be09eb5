package dev.zprobe.probe.tls;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.ByteStream;
import dev.zprobe.wire.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * A TLS server at the other end of a stream in memory, which answers any request with an empty
 * page: there to run through the code once, before something is measured.
 */
public final class MemoryServer implements ByteStream {
  private static final Octets PAGE = Octets.ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

  private final TlsServerProtocol protocol = new TlsServerProtocol();

  private MemoryServer() {}

  /**
   * A server with a fresh key, for one connection.
   *
   * @throws IOException when this Java lacks the algorithms
   */
  public static MemoryServer start() throws IOException {
    MemoryServer server = new MemoryServer();
    try {
      server.protocol.accept(new Server());
    } catch (GeneralSecurityException | OperatorCreationException unsupported) {
      throw new IOException(unsupported);
    }
    return server;
  }

  @Override
  public FiveTuple flow() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new FiveTuple(Endpoint.tcp(loopback, 1), Endpoint.tcp(loopback, 2));
  }

  @Override
  public long send(Octets octets) {
    try {
      protocol.offerInput(octets.toArray());
      int waiting = protocol.getAvailableInputBytes();
      if (waiting > 0) {
        protocol.readInput(new byte[waiting], 0, waiting);
        protocol.writeApplicationData(PAGE.toArray(), 0, PAGE.length());
      }
    } catch (IOException closed) {
      return System.nanoTime(); // The next receive finds nothing.
    }
    return System.nanoTime();
  }

  @Override
  public Arrival receive(Deadline deadline) {
    int waiting = protocol.getAvailableOutputBytes();
    if (waiting == 0) {
      return new Arrival.Nothing(System.nanoTime());
    }
    byte[] bytes = new byte[waiting];
    protocol.readOutput(bytes, 0, waiting);
    return new Arrival.Bytes(Octets.of(bytes), System.nanoTime());
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  private static final class Server extends DefaultTlsServer {
    private final AsymmetricKeyParameter key;
    private final TlsCertificate certificate;

    Server() throws GeneralSecurityException, OperatorCreationException, IOException {
      super(new BcTlsCrypto(new SecureRandom()));
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      key = PrivateKeyFactory.createKey(pair.getPrivate().getEncoded());
      certificate = getCrypto().createCertificate(selfSigned(pair));
    }

    private static byte[] selfSigned(KeyPair pair) throws OperatorCreationException, IOException {
      X500Name name = new X500Name("CN=warm-up");
      Instant now = Instant.now();
      ContentSigner signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      return new X509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(now),
              Date.from(now.plus(Duration.ofDays(1))),
              name,
              SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
          .build(signer)
          .getEncoded();
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.TLSv13.only();
    }

    @Override
    public TlsCredentialedSigner getCredentials() {
      CertificateEntry[] entries = {new CertificateEntry(certificate, null)};
      return new BcDefaultTlsCredentialedSigner(
          new TlsCryptoParameters(context),
          (BcTlsCrypto) getCrypto(),
          key,
          new Certificate(new byte[0], entries),
          SignatureScheme.getSignatureAndHashAlgorithm(SignatureScheme.ecdsa_secp256r1_sha256));
    }
  }
}
