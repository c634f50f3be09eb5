package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that was seen in one run, in the order in which it began, with the targets it is
 * about. Immutable.
 */
public final class Observations {
  private final List<Target> targets;
  private final List<Observation> all;

  private Observations(List<Target> targets, List<Observation> all) {
    this.targets = List.copyOf(targets);
    this.all = List.copyOf(all);
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
    return targets.stream().filter(target -> target.id().equals(id)).findFirst();
  }

  public Optional<Observation> byId(String id) {
    return all.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  public <T extends Observation> Stream<T> each(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast);
  }

  public Stream<TcpConnect> connects(Endpoint endpoint) {
    return each(TcpConnect.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Stream<TlsHandshake> handshakes(Endpoint endpoint) {
    return each(TlsHandshake.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Stream<UdpExchange> exchanges(Endpoint endpoint) {
    return each(UdpExchange.class).filter(each -> each.endpoint().equals(endpoint));
  }

  public Optional<HostState> host() {
    return each(HostState.class).findFirst();
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
