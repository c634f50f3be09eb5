package dev.zprobe.capture.handshake;

import dev.zprobe.net.Addresses;
import dev.zprobe.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The certificates of all flows, each held and decoded once. Bounded. For one thread. */
final class Certificates {
  private static final int MOST_KEPT = 2048;
  private static final int LONGEST_KEPT = 16 * 1024;

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
    return kept.computeIfAbsent(encoded, same -> same);
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
    byte[] bytes = encoded.toArray();
    try {
      CertificateFields fields = new CertificateFields(bytes);
      return Optional.of(
          new CertificateFacts(
              new X500Principal(fields.subject()).getName(),
              new X500Principal(fields.issuer()).getName(),
              fields.notBefore(),
              fields.notAfter(),
              digest(bytes),
              fields.names(),
              encoded));
    } catch (IllegalArgumentException outOfTheOrdinary) {
      return decodeAny(encoded);
    }
  }

  /** The same by a decoder that knows all of ASN.1. */
  static Optional<CertificateFacts> decodeAny(Octets encoded) {
    byte[] bytes = encoded.toArray();
    try {
      Certificate certificate = Certificate.getInstance(bytes);
      return Optional.of(
          new CertificateFacts(
              name(certificate.getSubject()),
              name(certificate.getIssuer()),
              certificate.getStartDate().getDate().toInstant(),
              certificate.getEndDate().getDate().toInstant(),
              digest(bytes),
              names(certificate),
              encoded));
    } catch (IOException | RuntimeException damaged) {
      // Decoders of ASN.1 are not proof against every hostile encoding; the flow goes on.
      return Optional.empty();
    }
  }

  private static String digest(byte... bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }

  private static String name(X500Name name) throws IOException {
    return new X500Principal(name.getEncoded()).getName();
  }

  private static List<String> names(Certificate certificate) {
    Optional<GeneralNames> all =
        Optional.ofNullable(certificate.getTBSCertificate().getExtensions())
            .map(each -> GeneralNames.fromExtensions(each, Extension.subjectAlternativeName));
    if (all.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (GeneralName each : all.get().getNames()) {
      if (each.getTagNo() == GeneralName.dNSName) {
        names.add(ASN1IA5String.getInstance(each.getName()).getString());
      } else if (each.getTagNo() == GeneralName.iPAddress) {
        names.add(address(ASN1OctetString.getInstance(each.getName()).getOctets()));
      }
    }
    return names;
  }

  static String address(byte... bytes) {
    try {
      return Addresses.text(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException ofNoKnownLength) {
      return HexFormat.of().formatHex(bytes);
    }
  }
}
