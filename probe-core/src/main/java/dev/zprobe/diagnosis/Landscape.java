package dev.zprobe.diagnosis;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The observations of one run, arranged by place, so that rules can ask what else was seen at the
 * same address or port. Immutable but for what rules have made of it; safe for many threads.
 */
public final class Landscape {
  private final Observations seen;
  private final List<Visit> visits;
  private final Map<InetAddress, List<Visit>> byAddress;
  private final Map<InetAddress, Peer> peers = new HashMap<>();
  private final Optional<Boolean> hasIpv4;
  private final Optional<Boolean> hasIpv6;
  private final Map<Target, List<Visit>> byTarget;
  private final List<Visit> service;
  private final Map<InetAddress, Integer> distances = new LinkedHashMap<>();
  private final TrueTime time;
  private final Losses losses;
  private final Map<Class<?>, Map<Visit, Object>> made = new HashMap<>();

  private Landscape(Observations seen, List<Visit> visits) {
    this.seen = seen;
    this.visits = visits;
    this.byAddress =
        visits.stream()
            .collect(
                Collectors.groupingBy(
                    visit -> visit.endpoint().address(), LinkedHashMap::new, Collectors.toList()));
    byAddress.forEach((address, list) -> peers.put(address, Peer.of(list)));
    this.hasIpv4 = addressed(seen, false);
    this.hasIpv6 = addressed(seen, true);
    this.byTarget = byTarget(visits);
    this.service =
        visits.stream()
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
    return new Landscape(seen, Visits.of(seen));
  }

  public Observations seen() {
    return seen;
  }

  /**
   * What several rules want to know of a place is found out once.
   *
   * @param what is made, one kind by one maker
   * @param visit one of this landscape
   */
  @SuppressWarnings("unchecked") // made under this class before
  public synchronized <T> Optional<T> once(
      Class<T> what, Visit visit, Supplier<Optional<T>> maker) {
    Map<Visit, Object> known = made.computeIfAbsent(what, unseen -> new IdentityHashMap<>());
    Object before = known.get(visit);
    if (before == null) {
      before = maker.get();
      known.put(visit, before);
    }
    return (Optional<T>) before;
  }

  /** Every endpoint, once for each name, in the order of addresses and ports. */
  public Collection<Visit> visits() {
    return visits;
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
    return visits.stream().filter(Visit::isControl);
  }

  /** The visits of an endpoint: one, or one for each of its names. */
  public List<Visit> visit(Endpoint endpoint) {
    return at(endpoint.address()).stream().filter(v -> v.endpoint().equals(endpoint)).toList();
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
                            .anyMatch(target -> lostEverywhere(target, visit.endpoint())));
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

  /**
   * Clients fall back to IPv4, so what only IPv6 loses is no block as long as IPv4 may work: a port
   * that may be silent, is, and whose datagrams no ladder shows to die. To another address of one
   * family they must be seen to pass every router.
   */
  private boolean lostEverywhere(Target target, Endpoint lost) {
    return byTarget.getOrDefault(target, List.of()).stream()
        .filter(visit -> visit.endpoint().port() == lost.port())
        .noneMatch(
            visit ->
                visit.works()
                    || !lost.isIpv4() && visit.endpoint().isIpv4() && mayBeSilent(visit)
                    || !lost.equals(visit.endpoint()) && mayBeSilent(visit) && passes(visit));
  }

  private boolean passes(Visit visit) {
    return visit.endpoint().isIpv4() && Ladders.passing(this, visit.endpoint()).isPresent();
  }

  private boolean mayBeSilent(Visit visit) {
    return visit.silentUdp()
        && !visit.mustAnswer()
        && Ladders.read(this, visit.endpoint(), PathLadder.Stage.DATAGRAM)
            .filter(Ladders.Reading::diesBefore)
            .isEmpty();
  }
}
