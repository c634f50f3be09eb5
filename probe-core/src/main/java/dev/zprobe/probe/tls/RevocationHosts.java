package dev.zprobe.probe.tls;

import dev.zprobe.net.HostNames;
import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Where a client asks whether a chain is revoked: the hosts of its OCSP responders and lists (RFC
 * 5280 sections 4.2.2.1 and 4.2.1.13), of plain HTTP on its usual port only.
 */
public final class RevocationHosts {
  private static final int MOST_CERTIFICATES = 3;
  private static final int MOST_HOSTS = 4;
  private static final int LONGEST_URL = 512;
  private static final int HTTP = 80;

  private RevocationHosts() {}

  /** Names, lower case, at most four; what cannot be read is passed over. */
  public static List<String> of(List<PeerCertificate> chain) {
    Set<String> hosts = new LinkedHashSet<>();
    for (PeerCertificate each : chain.subList(0, Math.min(MOST_CERTIFICATES, chain.size()))) {
      try {
        Extensions extensions =
            Certificate.getInstance(Base64.getDecoder().decode(each.certificateBase64()))
                .getTBSCertificate()
                .getExtensions();
        if (extensions != null) {
          responders(extensions, hosts);
          lists(extensions, hosts);
        }
      } catch (RuntimeException malformed) {
        // The library's parsers meet hostile input here; the chain's own judgement says more.
      }
    }
    return hosts.stream().limit(MOST_HOSTS).toList();
  }

  private static void responders(Extensions extensions, Set<String> hosts) {
    AuthorityInformationAccess access = AuthorityInformationAccess.fromExtensions(extensions);
    if (access == null) {
      return;
    }
    for (AccessDescription each : access.getAccessDescriptions()) {
      if (each.getAccessMethod().equals(AccessDescription.id_ad_ocsp)) {
        host(each.getAccessLocation()).ifPresent(hosts::add);
      }
    }
  }

  private static void lists(Extensions extensions, Set<String> hosts) {
    CRLDistPoint points =
        CRLDistPoint.getInstance(
            extensions.getExtensionParsedValue(Extension.cRLDistributionPoints));
    if (points == null) {
      return;
    }
    for (DistributionPoint each : points.getDistributionPoints()) {
      if (each.getDistributionPoint() != null
          && each.getDistributionPoint().getName() instanceof GeneralNames names) {
        for (GeneralName name : names.getNames()) {
          host(name).ifPresent(hosts::add);
        }
      }
    }
  }

  private static Optional<String> host(GeneralName name) {
    if (name.getTagNo() != GeneralName.uniformResourceIdentifier) {
      return Optional.empty();
    }
    String text = name.getName().toString();
    if (text.length() > LONGEST_URL) {
      return Optional.empty();
    }
    try {
      URI url = new URI(text);
      boolean plain = "http".equalsIgnoreCase(url.getScheme());
      boolean usual = url.getPort() < 0 || url.getPort() == HTTP;
      return plain && usual && url.getHost() != null
          ? HostNames.parse(url.getHost().toLowerCase(Locale.ROOT))
          : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }
}
