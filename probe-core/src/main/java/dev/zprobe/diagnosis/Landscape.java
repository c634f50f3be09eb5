package dev.zprobe.diagnosis;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.UdpExchange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The observations of one run, arranged by place, so that rules can ask what else was seen at the
 * same address or port. Immutable; holds facts, no judgement.
 */
public final class Landscape {
  private final Observations seen;
  private final Map<Endpoint, Visit> visits;
  private final Map<InetAddress, List<Visit>> byAddress;
  private final Map<InetAddress, Peer> peers = new HashMap<>();
  private final Optional<Boolean> hasIpv4;
  private final Optional<Boolean> hasIpv6;
  private final Map<Target, List<Visit>> byTarget;
  private final List<Visit> service;
  private final Map<InetAddress, Integer> distances = new LinkedHashMap<>();
  private final TrueTime time;
  private final Losses losses;

  private static final Comparator<Endpoint> BY_PLACE =
      Comparator.comparing(Endpoint::address, Scope.BY_ADDRESS)
          .thenComparing(Endpoint::transport)
          .thenComparing(Endpoint::port);

  private Landscape(Observations seen, Map<Endpoint, Visit> visits) {
    this.seen = seen;
    this.visits = visits;
    this.byAddress =
        visits.values().stream()
            .collect(
                Collectors.groupingBy(
                    visit -> visit.endpoint().address(), LinkedHashMap::new, Collectors.toList()));
    byAddress.forEach((address, list) -> peers.put(address, Peer.of(list)));
    this.hasIpv4 = addressed(seen, false);
    this.hasIpv6 = addressed(seen, true);
    this.byTarget = byTarget(visits.values());
    this.service =
        visits.values().stream()
            .filter(visit -> !visit.isControl() && !lacksFamily(visit.endpoint()))
            .toList();
    service.stream()
        .map(visit -> visit.endpoint().address())
        .distinct()
        .forEach(at -> peer(at).distance().ifPresent(hops -> distances.put(at, hops)));
    this.time = TrueTime.of(seen);
    this.losses = Losses.of(seen);
  }

  private static Map<Target, List<Visit>> byTarget(Collection<Visit> visits) {
    Map<Target, List<Visit>> places = new HashMap<>();
    for (Visit visit : visits) {
      for (Target target : visit.targets()) {
        places.computeIfAbsent(target, key -> new ArrayList<>()).add(visit);
      }
    }
    return places;
  }

  public static Landscape of(Observations seen) {
    Map<String, Target> targets =
        seen.targets().stream()
            .collect(Collectors.toMap(Target::id, target -> target, (first, second) -> first));
    Map<Endpoint, List<Observation>> byEndpoint = new LinkedHashMap<>();
    for (Observation each : seen.all()) {
      endpointOf(each)
          .ifPresent(at -> byEndpoint.computeIfAbsent(at, key -> new ArrayList<>()).add(each));
    }
    Map<Endpoint, Visit> visits = new LinkedHashMap<>();
    // Probes end in any order; a judgement must not depend on it.
    byEndpoint.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_PLACE))
        .forEach(each -> visits.put(each.getKey(), visit(each.getKey(), each.getValue(), targets)));
    return new Landscape(seen, visits);
  }

  private static Visit visit(Endpoint at, List<Observation> steps, Map<String, Target> targets) {
    List<Target> asked =
        steps.stream()
            .map(each -> targets.get(each.target()))
            .filter(target -> target != null)
            .distinct()
            .toList();
    return new Visit(
        at,
        asked,
        targets.isEmpty() || asked.stream().anyMatch(target -> !target.isControl()),
        only(steps, TcpConnect.class),
        only(steps, TlsHandshake.class),
        only(steps, HttpExchange.class),
        only(steps, UdpExchange.class));
  }

  private static <T extends Observation> List<T> only(List<Observation> steps, Class<T> kind) {
    return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Optional<Endpoint> endpointOf(Observation each) {
    if (each instanceof TcpConnect tcp) {
      return Optional.of(tcp.endpoint());
    }
    if (each instanceof TlsHandshake tls) {
      return Optional.of(tls.endpoint());
    }
    if (each instanceof HttpExchange http) {
      return Optional.of(http.endpoint());
    }
    return each instanceof UdpExchange udp ? Optional.of(udp.endpoint()) : Optional.empty();
  }

  public Observations seen() {
    return seen;
  }

  /** Every endpoint, in the order of addresses and ports. */
  public Collection<Visit> visits() {
    return visits.values();
  }

  /** Endpoints of the service itself, over one transport. */
  public List<Visit> service(Transport transport) {
    return service().filter(visit -> visit.endpoint().transport() == transport).toList();
  }

  /**
   * Endpoints of the service itself. Those of an address family that this host does not have are
   * left out: they fail, and nobody misses them.
   */
  public Stream<Visit> service() {
    return service.stream();
  }

  /**
   * True for IPv6 endpoints of a host whose only addresses are IPv4 ones, and the reverse.
   * Link-local addresses reach no service.
   */
  public boolean lacksFamily(Endpoint endpoint) {
    Optional<Boolean> same = endpoint.isIpv4() ? hasIpv4 : hasIpv6;
    Optional<Boolean> other = endpoint.isIpv4() ? hasIpv6 : hasIpv4;
    return same.filter(own -> !own).isPresent()
        && other.orElse(false)
        && !endpoint.address().isLoopbackAddress();
  }

  private static Optional<Boolean> addressed(Observations seen, boolean six) {
    return seen.host()
        .map(HostState::facts)
        .map(
            facts ->
                facts.interfaces().stream()
                    .filter(each -> each.up() && !each.loopback())
                    .flatMap(each -> each.addresses().stream())
                    .filter(each -> !each.isLinkLocalAddress() && !each.isAnyLocalAddress())
                    .anyMatch(each -> each instanceof Inet6Address == six));
  }

  /** Endpoints outside the service, tried for comparison. */
  public Stream<Visit> controls() {
    return visits.values().stream().filter(Visit::isControl);
  }

  public Optional<Visit> visit(Endpoint endpoint) {
    return Optional.ofNullable(visits.get(endpoint));
  }

  public List<Visit> at(InetAddress address) {
    return byAddress.getOrDefault(address, List.of());
  }

  /** How this address looks in its answers. */
  public Peer peer(InetAddress address) {
    return peers.getOrDefault(address, Peer.UNKNOWN);
  }

  /** Routers to each address of the service that is known to have answered. */
  Map<InetAddress, Integer> distances() {
    return distances;
  }

  /** What true time is, as far as this run knows. */
  public TrueTime time() {
    return time;
  }

  /** What is lost at random, as far as this run can tell. */
  public Losses losses() {
    return losses;
  }

  public Optional<HostFacts> host() {
    return seen.host().map(state -> state.facts());
  }

  public boolean isOwn(InetAddress address) {
    return address.isLoopbackAddress()
        || host().stream()
            .flatMap(facts -> facts.interfaces().stream())
            .anyMatch(each -> each.addresses().contains(address));
  }

  /** True when no device can sit between: this host itself, or a neighbour on the same link. */
  public boolean isNear(InetAddress address) {
    String text = Addresses.text(address);
    return isOwn(address)
        || host().stream()
            .flatMap(facts -> facts.routes().stream())
            .filter(route -> route.destination().equals(text))
            .anyMatch(
                route ->
                    Set.of(HostFacts.RouteKind.ON_LINK, HostFacts.RouteKind.LOCAL)
                        .contains(route.kind()));
  }

  /** Another endpoint at this address that accepted or answered. */
  public Optional<Observation> aliveAt(InetAddress address) {
    return at(address).stream().flatMap(visit -> signOfLife(visit).stream()).findFirst();
  }

  /** Any endpoint of this kind of place that accepted or answered. */
  public Optional<Observation> alive(Stream<Visit> places) {
    return places.flatMap(visit -> signOfLife(visit).stream()).findFirst();
  }

  private static Optional<Observation> signOfLife(Visit visit) {
    Stream<Observation> connected = visit.connects().stream().map(each -> each);
    Stream<Observation> answered =
        visit.exchanges().stream().filter(each -> each.result().answered() > 0).map(each -> each);
    return Stream.concat(connected.filter(Observation::worked), answered).findFirst();
  }

  /**
   * What the loss of these endpoints means. It blocks when it is part of the loss of a required
   * target at a port over every address that was tried: as long as one address works, the client
   * can get through, only worse.
   */
  public Severity severityOf(Collection<Visit> lost) {
    boolean blocks =
        lost.stream()
            .anyMatch(
                visit ->
                    (visit.targets().isEmpty() && visit.ofService())
                        || visit.targets().stream()
                            .filter(target -> !target.isControl() && target.promise().required())
                            .anyMatch(target -> lostEverywhere(target, visit.endpoint().port())));
    return blocks ? Severity.BLOCKING : Severity.DEGRADING;
  }

  /** What it means that these names give no address: it blocks when a required target needs one. */
  public Severity severityOfNames(Collection<String> names) {
    boolean blocks =
        seen.targets().stream()
            .filter(target -> !target.isControl() && target.promise().required())
            .anyMatch(target -> target.host().filter(names::contains).isPresent());
    return blocks || seen.targets().isEmpty() ? Severity.BLOCKING : Severity.DEGRADING;
  }

  private boolean lostEverywhere(Target target, int port) {
    return byTarget.getOrDefault(target, List.of()).stream()
        .filter(visit -> visit.endpoint().port() == port)
        .noneMatch(Visit::works);
  }
}
