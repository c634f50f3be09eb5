package dev.zprobe.diagnosis;

import dev.zprobe.catalog.Authorities;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.TlsHandshake;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom the owner of a name lets issue certificates for it: its CAA records, or those of the nearest
 * parent that has some (RFC 8659). They bind an authority on the day on which it issues, so that
 * they never show by themselves that a certificate is wrong.
 *
 * @param lookup that found the records
 * @param allowed domains of authorities; empty when the records let nobody issue
 */
public record Issuance(DnsLookup lookup, Set<String> allowed) {
  /** {@code 0 issue "ca.example; account=1"}: wild cards may have an authority of their own. */
  private static final Pattern RECORD =
      Pattern.compile("\\d+ issue(?:wild)? \"\\s*([^;\"\\s]*).*", Pattern.CASE_INSENSITIVE);

  public Issuance {
    allowed = Set.copyOf(allowed);
  }

  /** Empty when nobody told, or when nothing restricts who may issue. */
  public static Optional<Issuance> of(Observations seen, String name) {
    List<DnsLookup> found =
        seen.each(DnsLookup.class)
            .filter(each -> each.question().purpose() == DnsLookup.Purpose.ISSUANCE)
            .filter(DnsLookup::worked)
            .toList();
    String at = name;
    while (true) {
      String here = at;
      Optional<DnsLookup> nearest =
          found.stream().filter(each -> each.question().name().equals(here)).findFirst();
      if (nearest.isPresent()) {
        return of(nearest.get());
      }
      int dot = at.indexOf('.');
      if (dot < 0) {
        return Optional.empty();
      }
      at = at.substring(dot + 1);
    }
  }

  private static Optional<Issuance> of(DnsLookup lookup) {
    Set<String> allowed = new TreeSet<>();
    boolean restricts = false;
    for (String record : lookup.answer().chain()) {
      Matcher issue = RECORD.matcher(record);
      if (issue.matches()) {
        restricts = true;
        allowed.add(issue.group(1).toLowerCase(Locale.ROOT));
      }
    }
    allowed.remove("");
    return restricts ? Optional.of(new Issuance(lookup, allowed)) : Optional.empty();
  }

  /**
   * Whether the issuer of this certificate is one of those; empty when it is not known under which
   * domains that issuer is named.
   */
  public Optional<Boolean> allows(TlsHandshake.PeerCertificate certificate) {
    Set<String> domains = Authorities.builtIn().domains(certificate.issuer());
    return domains.isEmpty()
        ? Optional.empty()
        : Optional.of(domains.stream().anyMatch(allowed::contains));
  }

  /** For a sentence: {@code digicert.com}, or {@code nobody}. */
  public String text() {
    return allowed.isEmpty() ? "nobody" : Wording.some(new TreeSet<>(allowed));
  }
}
