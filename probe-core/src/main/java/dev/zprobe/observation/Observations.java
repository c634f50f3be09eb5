package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Everything that was seen in one run, in the order in which it began, with the targets it is
 * about. Immutable.
 */
public final class Observations {
  private final List<Target> targets;
  private final List<Observation> all;
  private final Map<String, Target> targetsById = new HashMap<>();
  private final Map<String, Observation> byId = new HashMap<>();

  /** Rules ask for each kind again and again, and there may be a thousand observations. */
  private final Map<Class<?>, List<Observation>> byKind = new ConcurrentHashMap<>();

  private final Optional<HostState> host;

  private Observations(List<Target> targets, List<Observation> all) {
    this.targets = List.copyOf(targets);
    this.all = List.copyOf(all);
    this.targets.forEach(each -> targetsById.putIfAbsent(each.id(), each));
    this.all.forEach(each -> byId.putIfAbsent(each.id(), each));
    host = each(HostState.class).findFirst();
  }

  /**
   * @param targets of the catalog, controls included
   * @param traces what the capture says, by observation id; those left out stay blind
   */
  public static Observations of(
      List<Target> targets, List<Observation> probed, Map<String, Trace> traces) {
    List<Observation> explained = new ArrayList<>();
    for (Observation each : probed) {
      Trace trace = traces.get(each.id());
      explained.add(trace == null ? each : each.withTrace(trace));
    }
    return new Observations(targets, explained);
  }

  public static Observations of(List<Target> targets, List<Observation> probed) {
    return new Observations(targets, probed);
  }

  /** These and more, for a later stage of the same run. */
  public Observations and(List<Observation> more) {
    List<Observation> joined = new ArrayList<>(all);
    joined.addAll(more);
    return new Observations(targets, joined);
  }

  public List<Target> targets() {
    return targets;
  }

  public List<Observation> all() {
    return all;
  }

  public Optional<Target> target(String id) {
    return Optional.ofNullable(targetsById.get(id));
  }

  public Optional<Observation> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  public <T extends Observation> Stream<T> each(Class<T> kind) {
    return byKind.computeIfAbsent(kind, this::ofKind).stream().map(kind::cast);
  }

  private List<Observation> ofKind(Class<?> kind) {
    return all.stream().filter(kind::isInstance).toList();
  }

  public Stream<TcpConnect> connects(Endpoint endpoint) {
    return each(TcpConnect.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Stream<SourcePortTest> sourcePorts(Endpoint endpoint) {
    return each(SourcePortTest.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Stream<TlsHandshake> handshakes(Endpoint endpoint) {
    return each(TlsHandshake.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Stream<UdpExchange> exchanges(Endpoint endpoint) {
    return each(UdpExchange.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Optional<HostState> host() {
    return host;
  }

  /** True when this address accepted a connection or answered a datagram. */
  public boolean alive(InetAddress address) {
    return each(TcpConnect.class)
            .anyMatch(tcp -> tcp.worked() && tcp.endpoint().address().equals(address))
        || each(UdpExchange.class)
            .anyMatch(
                udp -> udp.result().answered() > 0 && udp.endpoint().address().equals(address));
  }
}
