package dev.zprobe.evidence;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Proof by somebody else that a bundle's files were there at a time (RFC 3161). What is stamped is
 * a list of hashes in a file of its own, so that {@code sha256sum -c} and {@code openssl ts
 * -verify} can check both without zprobe.
 */
public final class TimeStamp {
  /** The token: CMS (RFC 5652) around the TSTInfo. */
  public static final String FILE = "timestamp.tst";

  /** What was stamped: a line {@code HASH NAME} for each file. */
  public static final String STAMPED_FILE = "files.sha256";

  /** Largest answer of an authority, in bytes. */
  public static final int LARGEST = 1 << 16;

  private static final Set<String> OWN_FILES =
      Set.of(FILE, STAMPED_FILE, Manifest.FILE, Manifest.SIGNATURE_FILE);

  private TimeStamp() {}

  /**
   * What a token shows.
   *
   * @param authority subject of the certificate that made it
   * @param fingerprint SHA-256 of that certificate
   * @param trusted it leads to one of the given roots; false also where none was given
   */
  public record Stamp(Instant time, String authority, String fingerprint, boolean trusted) {}

  /** A question to an authority. Its answer is only taken when it fits. */
  public static final class Query {
    private final TimeStampRequest request;

    private Query(TimeStampRequest request) {
      this.request = request;
    }

    /** The body of an {@code application/timestamp-query}. */
    public byte[] encoded() {
      try {
        return request.getEncoded();
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible); // nothing is written outside memory
      }
    }

    /**
     * The token of an {@code application/timestamp-reply}.
     *
     * @throws BundleException in words when it is none, a refusal, or for another question
     */
    public byte[] token(byte[] reply) throws BundleException {
      try {
        TimeStampResponse response = new TimeStampResponse(reply);
        response.validate(request);
        if (response.getTimeStampToken() == null) {
          String why = response.getStatusString();
          throw new BundleException("it refuses" + (why == null ? "" : ": " + why));
        }
        return response.getTimeStampToken().getEncoded();
      } catch (TSPException | IOException | RuntimeException unusable) {
        throw new BundleException("its answer is no time stamp for this bundle");
      }
    }
  }

  /** The hashes of what lies in the directory now, the seal's own files left out. */
  public static byte[] stamped(Path directory) throws IOException {
    return stamped(Manifest.of(directory));
  }

  private static byte[] stamped(Manifest manifest) {
    return manifest.files().stream()
        .filter(each -> !OWN_FILES.contains(each.name()))
        .map(each -> each.sha256() + "  " + each.name() + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A fresh question, with a random number so that no old answer can be given. */
  public static Query query(byte[] stamped) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return new Query(
        generator.generate(
            TSPAlgorithms.SHA256,
            ManifestSignature.sha256(stamped),
            new BigInteger(64, new SecureRandom())));
  }

  /**
   * Roots for authorities, from a PEM file.
   *
   * @throws BundleException in one line when there are none in it
   */
  public static List<X509Certificate> roots(Path pem) throws BundleException {
    try {
      return certificates(java.nio.file.Files.readAllBytes(pem));
    } catch (IOException | GeneralSecurityException unusable) {
      throw new BundleException(pem + " is no PEM file with certificates");
    }
  }

  private static List<X509Certificate> certificates(byte[] encoded)
      throws GeneralSecurityException {
    List<X509Certificate> found = new ArrayList<>();
    CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(encoded))
        .forEach(each -> found.add((X509Certificate) each));
    return found;
  }

  /**
   * Checks a token against the files that the manifest lists.
   *
   * @param roots may be empty: then the authority is only named
   * @throws BundleException in words when it does not prove what is there
   */
  static Stamp check(
      byte[] encoded, byte[] stampedFile, Manifest manifest, List<X509Certificate> roots)
      throws BundleException {
    try {
      if (!Arrays.equals(stamped(manifest), stampedFile)) {
        throw new BundleException(STAMPED_FILE + " does not list what the manifest lists");
      }
      TimeStampToken token = new TimeStampToken(new CMSSignedData(encoded));
      byte[] imprint = token.getTimeStampInfo().getMessageImprintDigest();
      boolean sha256 =
          token.getTimeStampInfo().getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256);
      if (!sha256 || !Arrays.equals(imprint, ManifestSignature.sha256(stampedFile))) {
        throw new BundleException("it is a time stamp of something else");
      }
      List<X509CertificateHolder> signers =
          token.getCertificates().getMatches(null).stream().filter(token.getSID()::match).toList();
      if (signers.size() != 1) {
        throw new BundleException("it lacks the certificate of its authority");
      }
      X509CertificateHolder holder = signers.get(0);
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(holder));
      X509Certificate signer = certificates(holder.getEncoded()).get(0);
      Date time = token.getTimeStampInfo().getGenTime();
      return new Stamp(
          time.toInstant(),
          signer.getSubjectX500Principal().getName(),
          ManifestSignature.fingerprint(signer),
          leadsTo(roots, signer, token, time));
    } catch (TSPException
        | CMSException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | RuntimeException broken) {
      throw new BundleException("its signature does not hold");
    }
  }

  /** By the certificates that the token carries, at the time that it states. */
  private static boolean leadsTo(
      List<X509Certificate> roots, X509Certificate signer, TimeStampToken token, Date time)
      throws IOException, GeneralSecurityException {
    if (roots.contains(signer)) {
      return true;
    }
    if (roots.isEmpty()) {
      return false;
    }
    Set<TrustAnchor> anchors = new HashSet<>();
    roots.forEach(each -> anchors.add(new TrustAnchor(each, null)));
    List<X509Certificate> carried = new ArrayList<>();
    for (X509CertificateHolder each : token.getCertificates().getMatches(null)) {
      carried.addAll(certificates(each.getEncoded()));
    }
    X509CertSelector wanted = new X509CertSelector();
    wanted.setCertificate(signer);
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, wanted);
    parameters.setRevocationEnabled(false);
    parameters.setDate(time);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(carried)));
    try {
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (java.security.cert.CertPathBuilderException foreign) {
      return false;
    }
  }
}
