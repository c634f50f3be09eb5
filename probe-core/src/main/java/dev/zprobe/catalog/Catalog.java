package dev.zprobe.catalog;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import java.net.InetAddress;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What the client needs, as read from a catalog file.
 *
 * @param date of the facts in it
 * @param dnsControls resolvers to compare with, UDP port 53 unless another is given
 * @param timeServers {@code host} or {@code host:port}
 * @param controls endpoints outside the service that must work when this host is online
 */
public record Catalog(
    LocalDate date,
    List<Range> ranges,
    List<Endpoint> dnsControls,
    List<String> timeServers,
    List<Target> controls,
    List<PortalCheck> portalChecks,
    List<Target> targets) {

  public Catalog {
    ranges = List.copyOf(ranges);
    dnsControls = List.copyOf(dnsControls);
    timeServers = List.copyOf(timeServers);
    controls = List.copyOf(controls);
    portalChecks = List.copyOf(portalChecks);
    targets = List.copyOf(targets);
  }

  /** Addresses that the service publishes as its own. */
  public record Range(AddressRange addresses, String service, String source) {}

  /**
   * A page whose answer is known word for word.
   *
   * @param body exact text, empty for none
   */
  public record PortalCheck(String url, int status, String body) {}

  /** The service that publishes this address, if any. */
  public Optional<String> serviceOf(InetAddress address) {
    return ranges.stream()
        .filter(range -> range.addresses().contains(address))
        .map(Range::service)
        .findFirst();
  }

  /** Whether a target lists this endpoint as one that a healthy server may leave unanswered. */
  public boolean mayBeSilent(Endpoint endpoint) {
    return lists(endpoint, false);
  }

  /** Whether a target lists this endpoint as one that a healthy server answers at. */
  public boolean promisesAnswer(Endpoint endpoint) {
    return lists(endpoint, true);
  }

  private boolean lists(Endpoint endpoint, boolean answers) {
    return targets.stream()
        .filter(target -> target.promise().answers() == answers)
        .filter(target -> target.transport() == endpoint.transport())
        .filter(target -> target.ports().contains(endpoint.port()))
        .anyMatch(target -> target.listedAddresses().contains(endpoint.address()));
  }

  /** Whether a target that is required has this name. */
  public boolean promises(String name) {
    return targets.stream()
        .filter(target -> target.promise().required())
        .anyMatch(target -> target.host().filter(name::equals).isPresent());
  }
}
