package dev.zprobe.probe.host;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.Route;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A routing table as a list, for systems that print it but cannot be asked for one destination. */
record LongestPrefix(List<Entry> entries) {
  LongestPrefix {
    entries = List.copyOf(entries);
  }

  /**
   * @param metric the lower goes first among equals
   */
  record Entry(AddressRange destination, int metric, Route route) {}

  Optional<Route> route(InetAddress destination) {
    return entries.stream()
        .filter(each -> each.destination().contains(destination))
        .max(
            Comparator.<Entry>comparingInt(each -> each.destination().prefixLength())
                .thenComparing(Comparator.comparingInt(Entry::metric).reversed()))
        .map(each -> named(each.route(), Addresses.text(destination)));
  }

  /** The default route of one family. */
  Optional<Route> defaultRoute(boolean ipv4) {
    return entries.stream()
        .filter(each -> each.destination().prefixLength() == 0)
        .filter(each -> (each.destination().network().getAddress().length == 4) == ipv4)
        .min(Comparator.comparingInt(Entry::metric))
        .map(each -> named(each.route(), ipv4 ? "default IPv4" : "default IPv6"));
  }

  private static Route named(Route route, String destination) {
    return new Route(
        destination,
        route.kind(),
        route.gateway(),
        route.source(),
        route.device(),
        route.neighbour());
  }
}
