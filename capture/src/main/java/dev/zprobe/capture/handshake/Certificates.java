package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Octets;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificates of all flows, each held and decoded once. Bounded. For one thread. */
final class Certificates {
  private static final int MOST_KEPT = 2048;
  private static final int LONGEST_KEPT = 16 * 1024;
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private final Map<Octets, Octets> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Octets, Octets> eldest) {
          return size() > MOST_KEPT;
        }
      };
  private final Map<Octets, Optional<CertificateFacts>> decoded = new HashMap<>();

  /** The same bytes, shared with other flows that saw this certificate. */
  Octets share(Octets encoded) {
    if (encoded.length() > LONGEST_KEPT) {
      return encoded;
    }
    Octets known = kept.putIfAbsent(encoded, encoded);
    return known == null ? encoded : known;
  }

  /** What the certificates say; one that cannot be decoded is left out. */
  List<CertificateFacts> decode(List<Octets> chain) {
    List<CertificateFacts> facts = new ArrayList<>(chain.size());
    for (Octets each : chain) {
      if (decoded.size() > MOST_KEPT) {
        decoded.clear();
      }
      decoded.computeIfAbsent(each, Certificates::decode).ifPresent(facts::add);
    }
    return List.copyOf(facts);
  }

  private static Optional<CertificateFacts> decode(Octets encoded) {
    try {
      byte[] bytes = encoded.toArray();
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(bytes));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Optional.of(
          new CertificateFacts(
              certificate.getSubjectX500Principal().getName(),
              certificate.getIssuerX500Principal().getName(),
              certificate.getNotBefore().toInstant(),
              certificate.getNotAfter().toInstant(),
              HexFormat.of().formatHex(digest),
              names(certificate)));
    } catch (CertificateException damaged) {
      return Optional.empty();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    } catch (RuntimeException damaged) {
      // The platform's decoder is not proof against every hostile encoding; the flow goes on.
      return Optional.empty();
    }
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> each : all == null ? List.<List<?>>of() : all) {
        boolean wanted = each.get(0).equals(DNS_NAME) || each.get(0).equals(ADDRESS);
        if (wanted && each.get(1) instanceof String name) {
          names.add(name);
        }
      }
    } catch (CertificateParsingException damaged) {
      return List.of();
    }
    return names;
  }
}
