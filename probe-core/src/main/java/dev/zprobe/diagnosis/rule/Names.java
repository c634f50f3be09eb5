package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Refusal;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the resolvers say of the names that the service needs.
 *
 * @param all lookups for addresses of the service, in order
 */
record Names(Landscape land, List<DnsLookup> all) {
  private static final Set<FailureCode> FAILURES =
      EnumSet.of(
          FailureCode.DNS_SERVFAIL,
          FailureCode.DNS_REFUSED,
          FailureCode.DNS_ERROR,
          FailureCode.DNS_MALFORMED,
          FailureCode.DNS_TRUNCATED);

  private static final Pattern SAYS_INVALID = Pattern.compile("^, extended error ([6-9]|1[0-2]) ");

  /** A resolver, whatever the transport. */
  record Resolver(InetAddress address, int port, Role role) {}

  static Names of(Landscape land) {
    Set<String> wanted = new HashSet<>();
    for (Target target : land.seen().targets()) {
      target.host().filter(name -> !target.isControl()).ifPresent(wanted::add);
    }
    return new Names(
        land,
        land.seen()
            .each(DnsLookup.class)
            .filter(each -> each.question().purpose() == Purpose.SERVICE)
            .filter(each -> isAddress(each.question().type()))
            .filter(each -> wanted.isEmpty() || wanted.contains(each.question().name()))
            .filter(each -> !each.failedWith(FailureCode.NOT_TESTED))
            .toList());
  }

  private static boolean isAddress(String type) {
    return type.equals("A") || type.equals("AAAA");
  }

  List<String> names() {
    return all.stream().map(each -> each.question().name()).distinct().sorted().toList();
  }

  List<DnsLookup> system() {
    return of(all, Role.SYSTEM);
  }

  List<DnsLookup> system(String name) {
    return system().stream().filter(each -> each.question().name().equals(name)).toList();
  }

  /**
   * What independent resolvers say of a name: chosen controls, and the zone's own servers. None is
   * independent while somebody on the path answers for all of them, but what proves who it is.
   */
  List<DnsLookup> independent(String name) {
    boolean doubtful = intercepted().isPresent();
    return all.stream()
        .filter(each -> each.server().isControl() || each.server().role() == Role.AUTHORITY)
        .filter(each -> !doubtful || each.server().role() == Role.SECURE_CONTROL)
        .filter(each -> each.question().name().equals(name))
        .toList();
  }

  /**
   * The system's addresses of a name when an independent resolver gives others and none of these;
   * empty otherwise. Addresses where nobody can live are left to another rule.
   */
  List<InetAddress> strangers(String name) {
    List<InetAddress> given = addresses(system(name));
    List<InetAddress> right = addresses(independent(name));
    boolean foreign = !right.isEmpty() && given.stream().noneMatch(each -> right.contains(each));
    return foreign ? given.stream().filter(each -> !isSinkhole(each, right)).toList() : List.of();
  }

  /**
   * The system's addresses are of no network that an independent resolver names, and their hosts
   * refuse: an old address of the service would be among its others, or dead.
   */
  boolean refusesElsewhere(String name) {
    List<InetAddress> given = strangers(name);
    List<InetAddress> right = addresses(independent(name));
    return !given.isEmpty()
        && given.stream().noneMatch(each -> right.stream().anyMatch(at -> isNear(each, at)))
        && given.stream()
            .flatMap(each -> land.at(each).stream())
            .flatMap(visit -> Refusal.of(land, visit).stream())
            .anyMatch(each -> each.who() == Refusal.Who.TARGET);
  }

  /** The first 16 bits of IPv4, 32 of IPv6: what one operator mostly holds. */
  private static boolean isNear(InetAddress one, InetAddress other) {
    byte[] mine = one.getAddress();
    byte[] theirs = other.getAddress();
    int bytes = mine.length / 4 + (mine.length == 4 ? 1 : 0);
    return mine.length == theirs.length
        && Arrays.equals(Arrays.copyOf(mine, bytes), Arrays.copyOf(theirs, bytes));
  }

  /** An answer that came from an address at which there is no name server. */
  Optional<DnsLookup> intercepted() {
    return land.seen()
        .each(DnsLookup.class)
        .filter(each -> each.question().purpose() == Purpose.IDENTITY)
        .filter(each -> Addresses.isNobody(each.server().endpoint().address()) && answered(each))
        .filter(each -> all.stream().noneMatch(other -> contradiction(other).isPresent()))
        .findFirst();
  }

  private static final Set<String> STRAY = Set.of("WRONG-ID", "WRONG-QUESTION", "MALFORMED");

  /** A second answer to the same query that cannot be true beside the first. */
  static Optional<Answer> contradiction(DnsLookup each) {
    Answer first = each.answer();
    return first.others().stream()
        .filter(other -> !STRAY.contains(other.rcode()) && !STRAY.contains(first.rcode()))
        .filter(
            other ->
                first.addresses().isEmpty() || other.addresses().isEmpty()
                    ? !first.rcode().equals(other.rcode())
                        || first.addresses().isEmpty() != other.addresses().isEmpty()
                    : first.addresses().stream().noneMatch(other.addresses()::contains))
        .findFirst();
  }

  /**
   * The same question to the same resolver, answered once signatures were not to be checked, while
   * it failed again where they were: the failure was not one of a moment.
   */
  Optional<DnsLookup> unchecked(DnsLookup failed) {
    return sameAs(failed, Purpose.UNCHECKED)
        .filter(Names::resolves)
        .filter(
            each ->
                sameAs(failed, Purpose.SERVICE)
                    .filter(Names::servfail)
                    .anyMatch(again -> again.stamp().started().isAfter(each.stamp().started())))
        .findFirst();
  }

  private Stream<DnsLookup> sameAs(DnsLookup failed, Purpose purpose) {
    return land.seen()
        .each(DnsLookup.class)
        .filter(each -> each.question().purpose() == purpose)
        .filter(each -> each.question().name().equals(failed.question().name()))
        .filter(each -> each.question().type().equals(failed.question().type()))
        .filter(each -> resolver(each).equals(resolver(failed)));
  }

  private static boolean servfail(DnsLookup each) {
    return each.failedWith(FailureCode.DNS_SERVFAIL);
  }

  /**
   * The resolver has the answer and cannot validate it (RFC 4035): it gives it unchecked, or says
   * so itself (RFC 8914, codes 6 to 12).
   */
  boolean isUnvalidated(DnsLookup failed) {
    return servfail(failed)
        && (unchecked(failed).isPresent() || SAYS_INVALID.matcher(reason(failed)).find());
  }

  static List<DnsLookup> of(List<DnsLookup> lookups, Role role) {
    return lookups.stream().filter(each -> each.server().role() == role).toList();
  }

  /** Grouped by who was asked, in the order of asking. */
  static Map<Resolver, List<DnsLookup>> byResolver(List<DnsLookup> lookups) {
    Map<Resolver, List<DnsLookup>> grouped = new LinkedHashMap<>();
    lookups.forEach(
        each -> grouped.computeIfAbsent(resolver(each), key -> new ArrayList<>()).add(each));
    return grouped;
  }

  static Resolver resolver(DnsLookup each) {
    return new Resolver(
        each.server().endpoint().address(), each.server().endpoint().port(), each.server().role());
  }

  /** A DNS message came back, whatever it says. */
  static boolean answered(DnsLookup each) {
    return !each.answer().rcode().isEmpty() || each.worked();
  }

  /**
   * It answered a question that it may have had to ask others. Who it is, it knows itself: a
   * forwarder whose own resolvers are dead still says that.
   */
  static boolean answeredAName(DnsLookup each) {
    return each.question().purpose() != DnsLookup.Purpose.IDENTITY && answered(each);
  }

  /** An error of the resolver, which says nothing of the name. */
  static boolean fails(DnsLookup each) {
    return each.failure().filter(failure -> FAILURES.contains(failure.code())).isPresent();
  }

  static boolean resolves(DnsLookup each) {
    return each.worked() && !each.answer().addresses().isEmpty();
  }

  static List<InetAddress> addresses(List<DnsLookup> lookups) {
    return lookups.stream()
        .filter(Names::resolves)
        .flatMap(each -> each.answer().addresses().stream())
        .distinct()
        .sorted(Scope.BY_ADDRESS)
        .toList();
  }

  /** No host of a service lives there: unset, or loopback where the right address is none. */
  static boolean isSinkhole(InetAddress address, List<InetAddress> right) {
    return address.isAnyLocalAddress()
        || (address.isLoopbackAddress()
            && right.stream().noneMatch(InetAddress::isLoopbackAddress));
  }

  /** The lookups' resolvers and names as a scope. */
  static Scope scope(List<DnsLookup> lookups, List<String> names) {
    List<Transport> transports =
        lookups.stream().map(each -> each.server().endpoint().transport()).distinct().toList();
    return new Scope(
        transports.size() == 1 ? Optional.of(transports.get(0)) : Optional.empty(),
        lookups.stream().map(each -> each.server().endpoint().port()).toList(),
        lookups.stream().map(each -> each.server().endpoint().address()).toList(),
        names);
  }

  static Location at(List<DnsLookup> lookups) {
    return new Location(
        Location.Kind.RESOLVER,
        0,
        0,
        lookups.stream().map(each -> each.server().endpoint().address()).distinct().toList());
  }

  /** What one lookup brought, in words. */
  static String said(DnsLookup each) {
    String question = each.question().type() + " " + each.question().name();
    boolean secure = each.server().role() == Role.SECURE_CONTROL;
    String at = " from " + each.server().endpoint().addressText() + (secure ? " over HTTPS" : "");
    if (resolves(each)) {
      return question + at + ": " + Wording.addresses(each.answer().addresses());
    }
    String what = each.failure().map(failure -> failure.code().meaning()).orElse("nothing");
    return each.answer().rcode().isEmpty()
        ? question + at + ": " + what
        : question + at + ": " + what + " (" + each.answer().rcode() + reason(each) + ")";
  }

  /** The resolver's own reason (RFC 8914), after a separator; empty where it gives none. */
  static String reason(DnsLookup each) {
    return each.failure()
        .map(Failure::detail)
        .filter(detail -> detail.startsWith("extended error"))
        .map(detail -> ", " + detail)
        .orElse("");
  }
}
