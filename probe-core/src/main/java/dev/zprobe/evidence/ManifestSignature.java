package dev.zprobe.evidence;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSVerifierCertificateNotValidException;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * The signature of a manifest, taken apart so that it can be said which of the two was changed: the
 * signed attributes hold the manifest's hash and the certificate's, and the file must be, byte for
 * byte, the one way to write what it says.
 */
final class ManifestSignature {
  private ManifestSignature() {}

  /** What a signature shows. */
  enum Result {
    GOOD,
    /** It is whole, but for another content. */
    OF_ANOTHER_CONTENT,
    BROKEN
  }

  /**
   * The result, and the signer when it is not broken.
   *
   * @param subject of the certificate
   * @param fingerprint SHA-256 of the certificate
   */
  record Check(Result result, String subject, String fingerprint) {
    private static final Check BROKEN = new Check(Result.BROKEN, "", "");
  }

  static Check check(byte[] manifest, byte[] signature) {
    try {
      CMSSignedData parsed = new CMSSignedData(signature);
      byte[] digest = statedDigest(parsed);
      List<X509CertificateHolder> certificates =
          List.copyOf(parsed.getCertificates().getMatches(null));
      if (!isCanonical(parsed, signature) || certificates.size() != 1) {
        return Check.BROKEN;
      }
      X509CertificateHolder holder = certificates.get(0);
      boolean sameContent = Arrays.equals(digest, sha256(manifest));
      if (!verifies(parsed, holder, manifest, sameContent)) {
        return Check.BROKEN;
      }
      X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
      return new Check(
          sameContent ? Result.GOOD : Result.OF_ANOTHER_CONTENT,
          certificate.getSubjectX500Principal().getName(),
          fingerprint(certificate));
    } catch (CMSException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | RuntimeException broken) {
      return Check.BROKEN; // the parser throws unchecked exceptions for what is not ASN.1
    }
  }

  private static byte[] statedDigest(CMSSignedData parsed) {
    SignerInformation signer = parsed.getSignerInfos().iterator().next();
    Attribute digest = signer.getSignedAttributes().get(CMSAttributes.messageDigest);
    return ASN1OctetString.getInstance(digest.getAttrValues().getObjectAt(0)).getOctets();
  }

  private static boolean verifies(
      CMSSignedData parsed, X509CertificateHolder holder, byte[] manifest, boolean sameContent)
      throws CMSException, GeneralSecurityException, OperatorCreationException, IOException {
    SignerInformation signer = parsed.getSignerInfos().iterator().next();
    Attribute attribute =
        signer.getSignedAttributes().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    byte[] stated =
        SigningCertificateV2.getInstance(attribute.getAttrValues().getObjectAt(0))
            .getCerts()[0]
            .getCertHash();
    if (!Arrays.equals(stated, sha256(holder.getEncoded())) || !signer.getSID().match(holder)) {
      return false;
    }
    byte[] attributes = signer.getEncodedSignedAttributes();
    java.security.Signature verifier = java.security.Signature.getInstance(algorithm(signer));
    verifier.initVerify(new JcaX509CertificateConverter().getCertificate(holder).getPublicKey());
    verifier.update(attributes);
    return verifier.verify(signer.getSignature())
        && (!sameContent || library(parsed, holder, manifest));
  }

  private static String algorithm(SignerInformation signer) {
    return new org.bouncycastle.operator.DefaultAlgorithmNameFinder()
        .getAlgorithmName(signer.toASN1Structure().getDigestEncryptionAlgorithm());
  }

  /** The library's own judgement as well; that the certificate has expired since is no matter. */
  private static boolean library(
      CMSSignedData parsed, X509CertificateHolder holder, byte[] manifest)
      throws CMSException, GeneralSecurityException, OperatorCreationException {
    CMSSignedData detached =
        new CMSSignedData(new CMSProcessableByteArray(manifest), parsed.toASN1Structure());
    try {
      return detached
          .getSignerInfos()
          .iterator()
          .next()
          .verify(new JcaSimpleSignerInfoVerifierBuilder().build(holder));
    } catch (CMSVerifierCertificateNotValidException expired) {
      return true;
    }
  }

  /** Nothing in the file but what is signed, and what follows from it. */
  private static boolean isCanonical(CMSSignedData parsed, byte[] signature) throws IOException {
    SignedData data = SignedData.getInstance(parsed.toASN1Structure().getContent());
    SignerInformation signer = parsed.getSignerInfos().iterator().next();
    return parsed.getSignerInfos().size() == 1
        && parsed.isDetachedSignature()
        && parsed.getVersion() == 1
        && signer.getVersion() == 1
        && signer.getUnsignedAttributes() == null
        && data.getCRLs() == null
        && data.getDigestAlgorithms().size() == 1
        && parsed.getDigestAlgorithmIDs().contains(signer.getDigestAlgorithmID())
        && signer.getDigestAlgOID().equals("2.16.840.1.101.3.4.2.1")
        && Arrays.equals(parsed.toASN1Structure().getEncoded("DER"), signature);
  }

  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(sha256(certificate.getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // it was decoded from its encoding
    }
  }

  static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }
}
