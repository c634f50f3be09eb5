package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.TlsHandshake;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resolver sends a name to somebody else. */
final class DnsHijackedRule implements Rule {
  private static final String OTHER_CERTIFICATE = "the certificate there is not for the name";

  /**
   * @param partly others of the name's addresses are right, and work
   */
  private record Conclusion(
      List<InetAddress> given, Confidence confidence, String sign, boolean partly) {
    Conclusion(List<InetAddress> given, Confidence confidence, String sign) {
      this(given, confidence, sign, false);
    }
  }

  @Override
  public Cause cause() {
    return Cause.DNS_HIJACKED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The configured resolver gives only addresses (of one family at least) that an independent"
            + " one does not, no valid certificate at them vouches for the name, and either another"
            + " certificate is there, or the address is private, or a host in another network"
            + " refuses there, or one address stands for unrelated names.",
        "Different but valid addresses, as content networks give them: a valid certificate vouches;"
            + " an address at which nothing answers (dns-stale); 0.0.0.0 or loopback"
            + " (dns-blocked).",
        "A TLS handshake at the address that the independent resolver gives.",
        "resolver");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    Map<List<InetAddress>, List<String>> hijacked = new LinkedHashMap<>();
    Map<List<InetAddress>, Conclusion> strongest = new LinkedHashMap<>();
    for (String name : names.names()) {
      conclude(land, names, name)
          .ifPresent(
              how -> {
                hijacked.computeIfAbsent(how.given(), key -> new ArrayList<>()).add(name);
                strongest.merge(
                    how.given(),
                    how,
                    (one, other) ->
                        one.confidence().compareTo(other.confidence()) <= 0 ? one : other);
              });
    }
    List<Finding> findings = new ArrayList<>();
    hijacked.forEach(
        (given, list) -> findings.add(finding(land, names, strongest.get(given), list)));
    return findings;
  }

  private static Optional<Conclusion> conclude(Landscape land, Names names, String name) {
    List<InetAddress> given = names.strangers(name);
    if (given.isEmpty()) {
      return ofOneFamily(land, names, name);
    }
    List<TlsHandshake> hands = hands(land, name, given);
    if (vouched(hands)) {
      return Optional.empty();
    }
    List<InetAddress> right = Names.addresses(names.independent(name));
    boolean privateHere =
        given.stream().allMatch(Addresses::isLocalOnly)
            && right.stream().noneMatch(Addresses::isLocalOnly);
    boolean shared =
        names.names().stream()
            .filter(other -> !other.equals(name))
            .anyMatch(
                other ->
                    names.strangers(other).stream().anyMatch(given::contains)
                        && disjoint(right, Names.addresses(names.independent(other))));
    if (!hands.isEmpty()) {
      return Optional.of(new Conclusion(given, Confidence.CONFIRMED, OTHER_CERTIFICATE));
    }
    if (privateHere) {
      return Optional.of(new Conclusion(given, Confidence.LIKELY, "the address is private"));
    }
    if (names.refusesElsewhere(name)) {
      return Optional.of(
          new Conclusion(
              given, Confidence.LIKELY, "somebody in another network lives there, who refuses"));
    }
    return shared && land.alive(given.stream().flatMap(each -> land.at(each).stream())).isPresent()
        ? Optional.of(
            new Conclusion(given, Confidence.LIKELY, "unrelated names are sent there as well"))
        : Optional.empty();
  }

  /**
   * Only the addresses of one family are a stranger's. Content networks give different ones as
   * well, so nothing but a certificate tells; and where nobody vouches for the right addresses
   * either, somebody on the path may hand out the certificates.
   */
  private static Optional<Conclusion> ofOneFamily(Landscape land, Names names, String name) {
    List<InetAddress> given = Names.addresses(names.system(name));
    List<InetAddress> right = Names.addresses(names.independent(name));
    if (!vouched(hands(land, name, right))) {
      return Optional.empty();
    }
    for (boolean six : new boolean[] {false, true}) {
      List<InetAddress> mine = given.stream().filter(each -> isIpv6(each) == six).toList();
      List<InetAddress> theirs = right.stream().filter(each -> isIpv6(each) == six).toList();
      List<TlsHandshake> hands = hands(land, name, mine);
      if (!theirs.isEmpty() && disjoint(mine, theirs) && !hands.isEmpty() && !vouched(hands)) {
        return Optional.of(new Conclusion(mine, Confidence.CONFIRMED, OTHER_CERTIFICATE, true));
      }
    }
    return Optional.empty();
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  /** Handshakes for this name that brought a certificate. */
  private static List<TlsHandshake> hands(Landscape land, String name, List<InetAddress> at) {
    return land.seen()
        .each(TlsHandshake.class)
        .filter(each -> at.contains(each.endpoint().address()))
        .filter(each -> each.hello().serverName().equalsIgnoreCase(name))
        .filter(each -> !each.outcome().chain().isEmpty())
        .toList();
  }

  private static boolean vouched(List<TlsHandshake> hands) {
    return hands.stream()
        .map(each -> each.outcome().trust())
        .anyMatch(trust -> trust.publicRoot() && trust.nameMatches());
  }

  private static boolean disjoint(List<InetAddress> one, List<InetAddress> other) {
    return one.stream().noneMatch(other::contains);
  }

  private static Finding finding(Landscape land, Names names, Conclusion how, List<String> list) {
    List<DnsLookup> said =
        list.stream().flatMap(name -> names.system(name).stream()).filter(Names::resolves).toList();
    Draft draft =
        Draft.of(Cause.DNS_HIJACKED)
            .scope(new Scope(Optional.empty(), List.of(), how.given(), list))
            .severity(how.partly() ? Severity.DEGRADING : land.severityOfNames(list))
            .grade(how.confidence(), Blame.RESOLVER)
            .location(Names.at(said))
            .detail("given", how.given().stream().map(Addresses::text).toList())
            .progress("answer", "a valid address");
    said.forEach(each -> draft.subject(each, Names.said(each)));
    land.seen()
        .each(TlsHandshake.class)
        .filter(each -> how.given().contains(each.endpoint().address()))
        .filter(each -> !each.outcome().chain().isEmpty())
        .forEach(
            each ->
                draft.subject(
                    each,
                    "the certificate there is for "
                        + Wording.some(each.outcome().chain().get(0).names())));
    list.stream()
        .flatMap(name -> names.independent(name).stream())
        .filter(Names::resolves)
        .forEach(each -> draft.control(each, Names.said(each)));
    return draft.finish(
        "The resolver "
            + Wording.addresses(Names.at(said).addresses())
            + " sends "
            + Wording.some(list)
            + " to "
            + Wording.addresses(how.given())
            + ", which no independent resolver gives: "
            + how.sign()
            + ".",
        "a TLS handshake at the address that the independent resolver gives");
  }
}
