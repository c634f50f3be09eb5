package dev.zprobe.probe.tls;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TlsHandshake.Outcome;
import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import dev.zprobe.observation.TlsHandshake.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
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
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what is wrong with a chain. Trust is judged at a date on which the whole chain is valid, so
 * that dates and trust are told apart. Safe for many threads.
 */
public final class ChainJudge {
  private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";

  private final Set<TrustAnchor> publicAnchors;
  private final Set<TrustAnchor> platformAnchors;
  private final Set<X509Certificate> publicRoots;
  private volatile Set<String> organizations = Set.of();

  public ChainJudge(Roots roots) {
    this.publicAnchors = anchors(roots.publicRoots());
    this.platformAnchors = anchors(roots.platformRoots());
    this.publicRoots = roots.publicRoots();
  }

  /** The chain in a readable form, and what it is worth. */
  public record Verdict(List<PeerCertificate> chain, Trust trust) {}

  Verdict judge(org.bouncycastle.tls.Certificate received, String expectedName) {
    List<X509Certificate> chain = new ArrayList<>();
    List<PeerCertificate> readable = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (int index = 0; index < received.getLength(); index++) {
        byte[] encoded = received.getCertificateAt(index).getEncoded();
        X509Certificate certificate =
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
        chain.add(certificate);
        readable.add(Certificates.readable(certificate, encoded));
      }
    } catch (IOException | GeneralSecurityException unparsable) {
      return new Verdict(readable, new Trust(false, false, false, "unparsable"));
    }
    return new Verdict(readable, chain.isEmpty() ? Trust.UNKNOWN : trust(chain, expectedName));
  }

  /**
   * What a chain is worth that was not received here but captured.
   *
   * @param encoded DER, the leaf first
   * @param expectedName the name that was asked for, empty if none was
   */
  public Trust worth(List<byte[]> encoded, String expectedName) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] each : encoded) {
        chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each)));
      }
    } catch (GeneralSecurityException unparsable) {
      return new Trust(false, false, false, "unparsable");
    }
    return chain.isEmpty() ? Trust.UNKNOWN : trust(chain, expectedName);
  }

  private Trust trust(List<X509Certificate> chain, String expectedName) {
    boolean publicRoot = reaches(chain, publicAnchors);
    boolean platformRoot = reaches(chain, platformAnchors);
    boolean nameMatches =
        expectedName.isEmpty()
            || Certificates.matches(Certificates.names(chain.get(0)), expectedName);
    return new Trust(publicRoot, platformRoot, nameMatches, publicRoot ? "" : problem(chain));
  }

  /**
   * The failure that this outcome is by a clock, if any: dates first, since a wrong clock makes
   * them, then trust, then the name.
   */
  Optional<Failure> failure(Outcome outcome, Instant now) {
    for (PeerCertificate each : outcome.chain()) {
      if (now.isAfter(each.notAfter())) {
        return Optional.of(
            new Failure(FailureCode.CERTIFICATE_EXPIRED, each.subject() + ", " + each.notAfter()));
      }
      if (now.isBefore(each.notBefore())) {
        return Optional.of(
            new Failure(
                FailureCode.CERTIFICATE_NOT_YET_VALID, each.subject() + ", " + each.notBefore()));
      }
    }
    Trust trust = outcome.trust();
    if (!trust.publicRoot() && !outcome.chain().isEmpty() || trust.problem().equals("unparsable")) {
      return Optional.of(new Failure(FailureCode.CERTIFICATE_UNTRUSTED, trust.problem()));
    }
    if (!trust.nameMatches() && !outcome.chain().isEmpty()) {
      return Optional.of(
          new Failure(
              FailureCode.CERTIFICATE_WRONG_NAME,
              "for " + String.join(", ", outcome.chain().get(0).names())));
    }
    return Optional.empty();
  }

  private static boolean reaches(List<X509Certificate> chain, Set<TrustAnchor> anchors) {
    if (anchors.isEmpty()) {
      return false;
    }
    try {
      X509CertSelector leaf = new X509CertSelector();
      leaf.setCertificate(chain.get(0));
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(commonDate(chain));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (GeneralSecurityException noPath) {
      return anchors.stream().anyMatch(each -> each.getTrustedCert().equals(chain.get(0)));
    }
  }

  /** The youngest beginning: valid for all unless the chain never was. */
  private static Date commonDate(List<X509Certificate> chain) {
    Date youngest =
        chain.stream()
            .map(X509Certificate::getNotBefore)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    boolean common = chain.stream().noneMatch(each -> each.getNotAfter().before(youngest));
    // A stray certificate in the chain must not spoil the date of the leaf.
    return common ? youngest : chain.get(0).getNotBefore();
  }

  private String problem(List<X509Certificate> chain) {
    X509Certificate leaf = chain.get(0);
    if (Certificates.isSelfSigned(leaf)) {
      return "self-signed";
    }
    X509Certificate last = Certificates.lastOfPath(chain);
    if (Certificates.isSelfSigned(last)) {
      return "unknown-authority";
    }
    boolean issuerElsewhere = last.getExtensionValue(AUTHORITY_INFORMATION_ACCESS) != null;
    return issuerElsewhere || isOfKnownHouse(last) ? "incomplete-chain" : "unknown-authority";
  }

  private boolean isOfKnownHouse(X509Certificate certificate) {
    return Certificates.attribute(certificate.getIssuerX500Principal(), "O")
        .filter(house -> organizations().contains(house))
        .isPresent();
  }

  /** Of the public roots; made when it is first asked for, since it takes its time. */
  private Set<String> organizations() {
    if (organizations.isEmpty()) {
      Set<String> all = new HashSet<>();
      publicRoots.forEach(root -> organization(root).ifPresent(all::add));
      organizations = Set.copyOf(all);
    }
    return organizations;
  }

  private static Optional<String> organization(X509Certificate root) {
    return Certificates.attribute(root.getSubjectX500Principal(), "O");
  }

  private static Set<TrustAnchor> anchors(Set<X509Certificate> roots) {
    Set<TrustAnchor> anchors = new HashSet<>();
    roots.forEach(root -> anchors.add(new TrustAnchor(root, null)));
    return Set.copyOf(anchors);
  }
}
