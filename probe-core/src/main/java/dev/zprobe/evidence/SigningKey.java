package dev.zprobe.evidence;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs manifests: CMS (RFC 5652), detached, with the signer's certificate and its hash among the
 * signed attributes (RFC 5035). Safe for use by several threads.
 */
public final class SigningKey {
  /** The subject of keys that were made for one bundle: they say nothing about who signed. */
  static final String GENERATED = "CN=zprobe, key of one bundle";

  private static final Duration LIFE = Duration.ofDays(3650);

  private final PrivateKey key;
  private final X509Certificate certificate;

  private SigningKey(PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /** A fresh one, ECDSA over P-256, which exists in memory only. */
  public static SigningKey generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=" + GENERATED.substring(3).replace(",", "\\,"));
      Instant now = Instant.now();
      X509CertificateHolder holder =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(LIFE)),
                  name,
                  pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
      return new SigningKey(
          pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(holder));
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible); // P-256 is part of every JDK
    }
  }

  /**
   * The user's own: a PEM file with one certificate and its private key, not encrypted.
   *
   * @throws BundleException when the file has not both
   */
  public static SigningKey read(Path pem) throws BundleException {
    PrivateKey key = null;
    X509Certificate certificate = null;
    try (Reader text = Files.newBufferedReader(pem, StandardCharsets.ISO_8859_1);
        PEMParser parser = new PEMParser(text)) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        if (each instanceof X509CertificateHolder holder && certificate == null) {
          certificate = new JcaX509CertificateConverter().getCertificate(holder);
        } else if (each instanceof PEMKeyPair pair) {
          key = new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
        } else if (each instanceof PrivateKeyInfo info) {
          key = new JcaPEMKeyConverter().getPrivateKey(info);
        }
      }
    } catch (IOException | GeneralSecurityException broken) {
      throw new BundleException(pem + " is no PEM file that can be read");
    }
    if (key == null || certificate == null) {
      throw new BundleException(pem + " must hold a certificate and its unencrypted private key");
    }
    return new SigningKey(key, certificate);
  }

  /** SHA-256 of the certificate, in hexadecimal digits: worth noting in the ticket. */
  public String fingerprint() {
    return ManifestSignature.fingerprint(certificate);
  }

  byte[] sign(byte[] content) {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      X509CertificateHolder holder = new JcaX509CertificateHolder(certificate);
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .setSignedAttributeGenerator(
                  new DefaultSignedAttributeTableGenerator(attributes(holder)))
              .build(new JcaContentSignerBuilder(algorithm()).build(key), certificate));
      generator.addCertificate(holder);
      return generator
          .generate(new CMSProcessableByteArray(content), false)
          .toASN1Structure()
          .getEncoded("DER");
    } catch (GeneralSecurityException
        | OperatorCreationException
        | CMSException
        | IOException refused) {
      throw new IllegalStateException("the key cannot sign: " + refused.getMessage(), refused);
    }
  }

  private static AttributeTable attributes(X509CertificateHolder holder) throws IOException {
    byte[] digest = ManifestSignature.sha256(holder.getEncoded());
    Attribute certificate =
        new Attribute(
            PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(new SigningCertificateV2(new ESSCertIDv2(digest))));
    return new AttributeTable(new DERSet(certificate));
  }

  private String algorithm() {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
