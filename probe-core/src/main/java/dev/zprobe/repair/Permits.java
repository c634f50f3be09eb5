package dev.zprobe.repair;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Transport;
import dev.zprobe.repair.dialect.Permit;
import dev.zprobe.repair.dialect.PortRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Exactly what a finding misses: the endpoints within its scope that do not work. */
final class Permits {
  private static final Set<String> WORKING = Set.of("open", "not-tested");

  private record Reach(Transport transport, boolean ipv4, Set<Integer> ports) {}

  private Permits() {}

  static List<Permit> of(Situation situation, Complaint complaint) {
    Map<InetAddress, Map<Transport, Set<Integer>>> missing = missing(situation, complaint);
    Map<Reach, List<InetAddress>> alike = new LinkedHashMap<>();
    missing.forEach(
        (address, byTransport) ->
            byTransport.forEach(
                (transport, ports) ->
                    alike
                        .computeIfAbsent(
                            new Reach(transport, address instanceof Inet4Address, ports),
                            key -> new ArrayList<>())
                        .add(address)));
    List<Permit> permits = new ArrayList<>();
    alike.forEach(
        (reach, addresses) ->
            permits.add(
                new Permit(
                    reach.transport(),
                    source(situation, addresses),
                    addresses,
                    complaint.scope().names(),
                    PortRange.of(reach.ports()))));
    return permits;
  }

  private static Map<InetAddress, Map<Transport, Set<Integer>>> missing(
      Situation situation, Complaint complaint) {
    Map<InetAddress, Map<Transport, Set<Integer>>> missing = new LinkedHashMap<>();
    Optional<Transport> only = complaint.scope().transport();
    for (InetAddress address : complaint.scope().addresses()) {
      String text = Addresses.text(address);
      for (Situation.Tested each : situation.tested()) {
        Optional<Transport> transport = transport(each);
        boolean covered =
            each.address().equals(text)
                && complaint.scope().ports().contains(each.port())
                && transport.isPresent()
                && only.map(transport.get()::equals).orElse(true)
                && !WORKING.contains(each.state());
        if (covered) {
          ports(missing, address, transport.get()).add(each.port());
        }
      }
    }
    if (missing.isEmpty() && only.isPresent() && !complaint.scope().ports().isEmpty()) {
      for (InetAddress address : complaint.scope().addresses()) {
        ports(missing, address, only.get()).addAll(complaint.scope().ports());
      }
    }
    return missing;
  }

  private static Set<Integer> ports(
      Map<InetAddress, Map<Transport, Set<Integer>>> missing,
      InetAddress address,
      Transport transport) {
    return missing
        .computeIfAbsent(address, key -> new LinkedHashMap<>())
        .computeIfAbsent(transport, key -> new TreeSet<>());
  }

  private static Optional<Transport> transport(Situation.Tested each) {
    for (Transport transport : Transport.values()) {
      if (transport.text().equals(each.transport())) {
        return Optional.of(transport);
      }
    }
    return Optional.empty();
  }

  /** This machine's own address towards them, when it is one for all. */
  private static Optional<InetAddress> source(Situation situation, List<InetAddress> addresses) {
    Set<String> texts = new TreeSet<>(addresses.stream().map(Addresses::text).toList());
    Set<String> sources = new TreeSet<>();
    for (Situation.Route route : situation.host().routes()) {
      if (texts.contains(route.destination()) && !route.source().isEmpty()) {
        sources.add(route.source());
      }
    }
    return sources.size() == 1 ? Addresses.parse(sources.iterator().next()) : Optional.empty();
  }
}
