package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Interfaces, routes, name servers, proxies and overrides of this machine.
 *
 * @param routes one per target address, plus the default routes
 * @param resolvers as configured, in order
 * @param firewall rules of this machine that match the probes or the client, as text
 */
public record HostFacts(
    String system,
    List<Interface> interfaces,
    List<Route> routes,
    List<Endpoint> resolvers,
    List<Proxy> proxies,
    List<HostsEntry> hostsFile,
    List<String> firewall) {

  public HostFacts {
    interfaces = List.copyOf(interfaces);
    routes = List.copyOf(routes);
    resolvers = List.copyOf(resolvers);
    proxies = List.copyOf(proxies);
    hostsFile = List.copyOf(hostsFile);
    firewall = List.copyOf(firewall);
  }

  /**
   * @param tunnel a VPN or another tunnel, by its kind or driver
   * @param mtu bytes, 0 when unknown
   */
  public record Interface(
      String name,
      boolean up,
      boolean loopback,
      boolean tunnel,
      int mtu,
      List<InetAddress> addresses) {}

  /** What the routing table does with a destination. */
  public enum RouteKind {
    VIA_GATEWAY,
    ON_LINK,
    LOCAL,
    UNREACHABLE,
    PROHIBIT,
    BLACKHOLE,
    NONE
  }

  /** What address resolution (ARP, neighbour discovery) says of the gateway. */
  public enum NeighbourState {
    REACHABLE,
    FAILED,
    UNKNOWN
  }

  /**
   * @param destination an address, or {@code default} with the family
   * @param device the interface's name, empty when there is none
   */
  public record Route(
      String destination,
      RouteKind kind,
      Optional<InetAddress> gateway,
      Optional<InetAddress> source,
      String device,
      NeighbourState neighbour) {}

  /**
   * @param origin {@code environment}, {@code system}, {@code pac} or {@code option}
   * @param url with credentials removed
   */
  public record Proxy(String origin, String url) {}

  /**
   * @param line 1-based
   */
  public record HostsEntry(String name, InetAddress address, int line) {}

  public boolean hasTunnel(String device) {
    return interfaces.stream().anyMatch(each -> each.tunnel() && each.name().equals(device));
  }
}
