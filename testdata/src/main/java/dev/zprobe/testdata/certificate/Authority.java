package dev.zprobe.testdata.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of one root and one intermediate, made anew for each run, so that nothing
 * which it signs is worth anything outside. Keys are ECDSA P-256 because they are made in
 * milliseconds. Root and intermediate are valid from ten years before the moment of making until
 * ten years after it, so that a leaf is the only thing whose time can be wrong. Usable from any
 * thread.
 */
public final class Authority {
  private static final Duration SPAN = Duration.ofDays(3650);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String name;
  private final X509Certificate root;
  private final KeyPair intermediateKeys;
  private final X509Certificate intermediate;

  private Authority(
      String name, X509Certificate root, KeyPair intermediateKeys, X509Certificate intermediate) {
    this.name = name;
    this.root = root;
    this.intermediateKeys = intermediateKeys;
    this.intermediate = intermediate;
  }

  /**
   * Makes a root and an intermediate.
   *
   * @param name the organisation in both subjects
   * @param now the moment of making
   */
  public static Authority create(String name, Instant now) {
    try {
      KeyPair rootKeys = newKeys();
      Instant from = now.minus(SPAN);
      Instant until = now.plus(SPAN);
      JcaX509v3CertificateBuilder rootBuilder =
          builder(subject(name, "Root"), subject(name, "Root"), rootKeys, from, until);
      certifiesOthers(rootBuilder, 1);
      X509Certificate root = sign(rootBuilder, rootKeys.getPrivate());
      KeyPair keys = newKeys();
      JcaX509v3CertificateBuilder builder =
          builder(subject(name, "Root"), subject(name, "Intermediate"), keys, from, until);
      certifiesOthers(builder, 0);
      issuedBy(builder, root);
      return new Authority(name, root, keys, sign(builder, rootKeys.getPrivate()));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("this JDK cannot make ECDSA P-256 certificates", impossible);
    }
  }

  /** The trust anchor; a server never sends it. */
  public X509Certificate root() {
    return root;
  }

  /** The certificate between root and leaf. */
  public X509Certificate intermediate() {
    return intermediate;
  }

  /** Signs a server certificate with a new key; the chain is leaf, intermediate. */
  public Issued issue(Leaf leaf) {
    try {
      KeyPair keys = newKeys();
      JcaX509v3CertificateBuilder builder =
          builder(
              subject(name, "Intermediate"),
              new X500Name("CN=" + leaf.names().get(0)),
              keys,
              leaf.notBefore(),
              leaf.notAfter());
      serves(builder, leaf.names());
      issuedBy(builder, intermediate);
      return new Issued(keys, List.of(sign(builder, intermediateKeys.getPrivate()), intermediate));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("cannot sign " + leaf, impossible);
    }
  }

  /** A certificate that nobody but itself vouches for. */
  public static Issued selfSigned(Leaf leaf) {
    try {
      KeyPair keys = newKeys();
      X500Name subject = new X500Name("CN=" + leaf.names().get(0));
      JcaX509v3CertificateBuilder builder =
          builder(subject, subject, keys, leaf.notBefore(), leaf.notAfter());
      serves(builder, leaf.names());
      return new Issued(keys, List.of(sign(builder, keys.getPrivate())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("cannot sign " + leaf, impossible);
    }
  }

  /** The root as one PEM block. */
  public String rootPem() {
    return pem(root);
  }

  /**
   * Writes the root as PEM, in place of an older file.
   *
   * @throws IOException when the file cannot be written
   */
  public void writeRoot(Path file) throws IOException {
    Files.writeString(file, rootPem());
  }

  /** One certificate as a PEM block. */
  public static String pem(X509Certificate certificate) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    } catch (IOException impossible) {
      throw new IllegalStateException("a string cannot refuse text", impossible);
    }
    return text.toString();
  }

  private static X500Name subject(String name, String level) {
    return new X500Name("O=" + name + ",CN=" + name + " " + level);
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys, Instant from, Instant until) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, RANDOM).setBit(120),
        Date.from(from),
        Date.from(until),
        subject,
        keys.getPublic());
  }

  private static void certifiesOthers(JcaX509v3CertificateBuilder builder, int pathLength)
      throws IOException {
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static void serves(JcaX509v3CertificateBuilder builder, List<String> names)
      throws IOException {
    GeneralName[] alternatives =
        names.stream()
            .map(each -> new GeneralName(GeneralName.dNSName, each))
            .toArray(GeneralName[]::new);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
  }

  private static void issuedBy(JcaX509v3CertificateBuilder builder, X509Certificate issuer)
      throws GeneralSecurityException, IOException {
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey()));
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }
}
