package dev.zprobe.probe.path;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.UdpExchange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Chooses what to climb for: failing subjects, or every stage of what was asked for. */
final class ClimbPlan {
  private static final int MOST_PAIRS = 48;

  /** Of one family, where everything is climbed. */
  private static final int MOST_ADDRESSES = 2;

  /**
   * A test and what differs from it in one property.
   *
   * @param controls in order of closeness; the later ones are for where the earlier does not arrive
   * @param naming a ladder over the same hops that learns the routers' addresses, where the test
   *     itself cannot
   */
  record Pair(Climb test, List<Climb> controls, Optional<Climb> naming) {
    Optional<Climb> control() {
      return controls.stream().findFirst();
    }
  }

  private final Observations seen;
  private final boolean everything;
  private final Climbs climbs;

  private ClimbPlan(Observations seen, boolean everything) {
    this.seen = seen;
    this.everything = everything;
    this.climbs = new Climbs(seen);
  }

  /**
   * @param everything false for what failed only
   */
  static List<Pair> of(Observations seen, boolean everything) {
    ClimbPlan plan = new ClimbPlan(seen, everything);
    List<Pair> pairs = new ArrayList<>();
    pairs.addAll(plan.connections());
    pairs.addAll(plan.hellos());
    pairs.addAll(plan.datagrams());
    pairs.addAll(plan.queries());
    return pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()));
  }

  private List<Pair> connections() {
    Map<Endpoint, TcpConnect> chosen = new LinkedHashMap<>();
    seen.each(TcpConnect.class)
        .filter(each -> everything || !each.worked())
        .filter(each -> onPath(each) && ofService(each))
        .sorted(ClimbPlan::failuresFirst)
        .forEach(each -> chosen.putIfAbsent(each.endpoint(), each));
    List<Pair> pairs = new ArrayList<>();
    for (TcpConnect each : chosen.values()) {
      Endpoint endpoint = each.endpoint();
      Climb syn = Climbs.syn(each.target(), endpoint);
      pairs.add(
          bySourcePort(syn)
              .orElseGet(
                  () ->
                      new Pair(
                          syn, climbs.controlsOfSyn(each.target(), endpoint), Optional.empty())));
    }
    return few(pairs);
  }

  private List<Pair> hellos() {
    List<Pair> pairs = new ArrayList<>();
    Set<Endpoint> taken = new LinkedHashSet<>();
    seen.each(TlsHandshake.class)
        .filter(each -> each.hello().variant() == Variant.NORMAL)
        .filter(each -> everything ? onPath(each) : diesAfterHello(each))
        .filter(this::ofService)
        .sorted(ClimbPlan::failuresFirst)
        .filter(each -> taken.add(each.endpoint()) || !everything)
        .forEach(
            each ->
                pairs.add(
                    new Pair(
                        Climbs.hello(each.target(), each.endpoint(), each.hello().serverName()),
                        List.of(climbs.controlOfHello(each)),
                        Optional.of(Climbs.syn(each.target(), each.endpoint())))));
    return few(pairs);
  }

  private static boolean diesAfterHello(TlsHandshake each) {
    return !each.answered()
        && (each.failedWith(FailureCode.TLS_TIMEOUT)
            || each.failedWith(FailureCode.TLS_RESET)
            || each.failedWith(FailureCode.TLS_CLOSED));
  }

  private List<Pair> datagrams() {
    Map<Endpoint, UdpExchange> chosen = new LinkedHashMap<>();
    seen.each(UdpExchange.class)
        .filter(
            each ->
                everything && onPath(each)
                    || each.failedWith(FailureCode.UDP_NO_REPLY)
                    || each.failedWith(FailureCode.UDP_REJECTED)
                    || isSplit(each.endpoint()))
        .filter(this::ofService)
        .sorted(ClimbPlan::failuresFirst)
        .forEach(each -> chosen.putIfAbsent(each.endpoint(), each));
    List<Pair> pairs = new ArrayList<>();
    for (UdpExchange each : chosen.values()) {
      Climb datagram = Climbs.datagram(each);
      pairs.add(
          bySourcePort(datagram)
              .orElseGet(
                  () ->
                      new Pair(
                          datagram,
                          climbs.controlsOfDatagram(each.target(), each.endpoint()),
                          Optional.empty())));
    }
    return few(pairs);
  }

  /** Where only some source ports are answered, no other property may differ. */
  private Optional<Pair> bySourcePort(Climb climb) {
    return seen.sourcePorts(climb.endpoint())
        .filter(SourcePortTest::isSplit)
        .findFirst()
        .map(
            test ->
                new Pair(
                    climb.from(test.dead().get(0), false),
                    List.of(climb.from(test.alive().get(0), true)),
                    Optional.empty()));
  }

  private boolean isSplit(Endpoint endpoint) {
    return seen.sourcePorts(endpoint).anyMatch(SourcePortTest::isSplit);
  }

  private List<Pair> queries() {
    Map<Endpoint, DnsLookup> failed = new LinkedHashMap<>();
    seen.each(DnsLookup.class)
        .filter(each -> each.server().role() == DnsLookup.Role.SYSTEM)
        .filter(each -> each.server().endpoint().transport() == Transport.UDP)
        .filter(each -> each.failedWith(FailureCode.DNS_TIMEOUT))
        .filter(each -> !answered(each.server().endpoint()))
        .forEach(each -> failed.putIfAbsent(each.server().endpoint(), each));
    List<Pair> pairs = new ArrayList<>();
    for (DnsLookup each : failed.values()) {
      Endpoint resolver = each.server().endpoint();
      pairs.add(
          new Pair(
              Climbs.query(each.target(), resolver, each.question().name()),
              climbs.controlsOfDatagram(each.target(), resolver),
              Optional.empty()));
    }
    return pairs;
  }

  private boolean answered(Endpoint resolver) {
    return seen.each(DnsLookup.class)
        .anyMatch(
            each -> each.server().endpoint().equals(resolver) && !each.answer().rcode().isEmpty());
  }

  /** Where everything is climbed, a few addresses of a name stand for all: the failing ones. */
  private Set<InetAddress> fewAddresses() {
    Map<InetAddress, Boolean> fails = new TreeMap<>(Comparator.comparing(Addresses::text));
    Stream.of(TcpConnect.class, TlsHandshake.class, UdpExchange.class)
        .flatMap(seen::each)
        .filter(this::ofService)
        .forEach(
            each ->
                endpoint(each)
                    .ifPresent(
                        at -> fails.merge(at.address(), !each.worked(), Boolean::logicalOr)));
    Set<InetAddress> few = new HashSet<>();
    for (boolean four : new boolean[] {true, false}) {
      fails.entrySet().stream()
          .filter(each -> each.getKey() instanceof Inet4Address == four)
          .sorted(Comparator.comparing(each -> !each.getValue()))
          .limit(MOST_ADDRESSES)
          .forEach(each -> few.add(each.getKey()));
    }
    return few;
  }

  private List<Pair> few(List<Pair> pairs) {
    if (!everything) {
      return pairs;
    }
    Set<InetAddress> few = fewAddresses();
    return pairs.stream().filter(each -> few.contains(each.test().endpoint().address())).toList();
  }

  private static Optional<Endpoint> endpoint(Observation each) {
    if (each instanceof TcpConnect tcp) {
      return Optional.of(tcp.endpoint());
    }
    if (each instanceof TlsHandshake tls) {
      return Optional.of(tls.endpoint());
    }
    return each instanceof UdpExchange udp ? Optional.of(udp.endpoint()) : Optional.empty();
  }

  private static int failuresFirst(Observation one, Observation other) {
    return Boolean.compare(one.worked(), other.worked());
  }

  /** Local failures never reach a path. */
  private static boolean onPath(Observation each) {
    return each.failure()
        .map(failure -> failure.code().manner() != FailureCode.Manner.LOCAL)
        .orElse(true);
  }

  private boolean ofService(Observation each) {
    return seen.target(each.target()).map(target -> !target.isControl()).orElse(false);
  }
}
