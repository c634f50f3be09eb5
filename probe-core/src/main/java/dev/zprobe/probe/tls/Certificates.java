package dev.zprobe.probe.tls;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import dev.zprobe.probe.PeerText;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Reads certificates that a peer sent. */
final class Certificates {
  private static final int DNS_NAME = 2; // RFC 5280 section 4.2.1.6
  private static final int IP_ADDRESS = 7;
  private static final int MOST_NAMES = 200;

  private Certificates() {}

  static PeerCertificate readable(X509Certificate certificate, byte[] encoded)
      throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
    return new PeerCertificate(
        PeerText.clean(certificate.getSubjectX500Principal().getName()),
        PeerText.clean(certificate.getIssuerX500Principal().getName()),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        HexFormat.of().formatHex(digest),
        names(certificate),
        Base64.getEncoder().encodeToString(encoded));
  }

  /** Subject alternative names, DNS and IP. */
  static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives == null) {
        return names;
      }
      for (List<?> each : alternatives) {
        boolean wanted = each.get(0).equals(DNS_NAME) || each.get(0).equals(IP_ADDRESS);
        if (wanted && names.size() < MOST_NAMES) {
          names.add(PeerText.clean(String.valueOf(each.get(1))));
        }
      }
    } catch (CertificateParsingException unparsable) {
      return names;
    }
    return names;
  }

  /** RFC 9525 section 6: alternative names only, a wildcard stands for one whole label. */
  static boolean matches(List<String> names, String expected) {
    Optional<InetAddress> address = Addresses.parse(expected);
    if (address.isPresent()) {
      return names.stream().anyMatch(name -> Addresses.parse(name).equals(address));
    }
    String wanted = expected.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String parent = dot < 0 ? "" : wanted.substring(dot);
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(
            name ->
                name.equals(wanted)
                    || name.startsWith("*.") && dot > 0 && name.substring(1).equals(parent));
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && isSignedBy(certificate, certificate);
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  /** Follows issuers from the leaf within what was sent, whatever its order. */
  static X509Certificate lastOfPath(List<X509Certificate> chain) {
    X509Certificate last = chain.get(0);
    for (int step = 0; step < chain.size(); step++) {
      X509Certificate from = last;
      Optional<X509Certificate> issuer =
          chain.stream()
              .filter(each -> each.getSubjectX500Principal().equals(from.getIssuerX500Principal()))
              .filter(each -> isSignedBy(from, each))
              .findFirst();
      if (issuer.isEmpty() || issuer.get().equals(last)) {
        return last;
      }
      last = issuer.get();
    }
    return last;
  }

  /** The first attribute of this type, for example {@code O}. */
  static Optional<String> attribute(X500Principal name, String type) {
    try {
      for (Rdn each : new LdapName(name.getName()).getRdns()) {
        if (each.getType().equalsIgnoreCase(type)) {
          return Optional.of(String.valueOf(each.getValue()));
        }
      }
    } catch (InvalidNameException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
