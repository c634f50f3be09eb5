package dev.zprobe.respond;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A key of its own and a certificate that nobody signed but itself: the token is the proof, not the
 * certificate. Made when the first client needs it. Safe for many threads.
 */
final class TlsIdentity {
  private static final char[] NO_PASSWORD = {};
  private static final X500Name NAME = new X500Name("CN=zprobe far end");

  private Optional<SSLContext> made = Optional.empty();

  synchronized SSLContext context() throws GeneralSecurityException, IOException {
    if (made.isEmpty()) {
      made = Optional.of(make());
    }
    return made.get();
  }

  private static SSLContext make() throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "far-end", pair.getPrivate(), NO_PASSWORD, new X509Certificate[] {certificate(pair)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static X509Certificate certificate(KeyPair pair) throws GeneralSecurityException {
    Instant now = Instant.now();
    try {
      ContentSigner signer =
          new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      NAME,
                      new BigInteger(64, new SecureRandom()).setBit(63),
                      Date.from(now.minus(1, ChronoUnit.DAYS)),
                      Date.from(now.plus(365, ChronoUnit.DAYS)),
                      NAME,
                      pair.getPublic())
                  .build(signer));
    } catch (OperatorCreationException unable) {
      throw new GeneralSecurityException(unable);
    }
  }
}
