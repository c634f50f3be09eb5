package dev.zprobe.repair;

import dev.zprobe.net.Addresses;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a report says, as far as a plan needs it. Read from a report that may have come from
 * anywhere: names and addresses in it are checked, words are words only.
 *
 * @param source what the report was made of
 * @param status of the verdict
 * @param offsetMs true time minus that machine's clock
 */
public record Situation(
    Source source,
    String status,
    Host host,
    List<Complaint> complaints,
    List<Tested> tested,
    Map<String, Seen> seen,
    Optional<Double> offsetMs) {

  /**
   * @param platform of the machine that ran, where the book knows it
   * @param fromCapture whether it was made of capture files alone, which show nothing of a machine
   * @param capture the file whose frames are counted
   */
  public record Source(Optional<Platform> platform, boolean fromCapture, String capture) {}

  /** Routes, resolvers, proxies and rules of the machine. */
  public record Host(
      List<Route> routes,
      List<Device> devices,
      List<String> resolvers,
      List<Proxy> proxies,
      List<String> tunnels) {
    public Host {
      routes = List.copyOf(routes);
      devices = List.copyOf(devices);
      resolvers = List.copyOf(resolvers);
      proxies = List.copyOf(proxies);
      tunnels = List.copyOf(tunnels);
    }
  }

  /**
   * @param destination an address or {@code default} with the family
   * @param gateway and {@code source}: canonical text, empty when unknown
   */
  public record Route(String destination, String gateway, String source, String device) {}

  /**
   * @param mtu bytes, 0 when unknown
   */
  public record Device(String name, boolean up, boolean loopback, int mtu) {}

  /** Where a proxy setting comes from, and the URL without credentials. */
  public record Proxy(String origin, String url) {}

  /** One endpoint that was tried; the service is the catalog's word for the group. */
  public record Tested(
      String target, String service, String address, int port, String transport, String state) {}

  /** An observation: its step, what it was about, and its endpoint's address. */
  public record Seen(String step, String target, String address) {}

  public Situation {
    complaints = List.copyOf(complaints);
    tested = List.copyOf(tested);
    seen = Map.copyOf(seen);
  }

  /** Of the machine that ran, where the book knows it. */
  public Optional<Platform> platform() {
    return source.platform();
  }

  List<Complaint> roots() {
    return complaints.stream().filter(Complaint::isRoot).toList();
  }

  public Optional<Complaint> complaint(String id) {
    return complaints.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The services to try again once this is mended; all when it is about no single one. */
  Set<String> services(Complaint complaint) {
    Set<String> services = new LinkedHashSet<>();
    Set<String> subjects = new HashSet<>();
    for (String id : complaint.proof().subjects()) {
      Seen at = seen.get(id);
      if (at != null) {
        subjects.add(at.target());
      }
    }
    Set<String> addresses = new HashSet<>();
    complaint.scope().addresses().forEach(each -> addresses.add(Addresses.text(each)));
    for (Tested each : tested) {
      boolean covered =
          complaint.scope().ports().contains(each.port()) && addresses.contains(each.address());
      if (covered || subjects.contains(each.target())) {
        services.add(each.service());
      }
    }
    if (services.isEmpty()) {
      tested.forEach(each -> services.add(each.service()));
    }
    return services;
  }
}
