package dev.zprobe.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A place that the client needs, and what is to be tried there.
 *
 * @param id unique within a catalog
 * @param service the group it belongs to, for example {@code meetings}
 * @param ports in the order of the catalog, each 1 to 65535
 */
public record Target(
    String id,
    String service,
    Place place,
    Transport transport,
    List<Integer> ports,
    Application application,
    Promise promise) {

  /** The service of an endpoint that is only there to be compared with. */
  public static final String CONTROL_SERVICE = "control";

  /**
   * What may be expected.
   *
   * @param answers a healthy target answers this probe; otherwise silence alone is no failure
   * @param required its loss blocks the service; otherwise it degrades
   * @param source where the entry is known from
   */
  public record Promise(boolean answers, boolean required, String source) {}

  public Target {
    ports = List.copyOf(ports);
  }

  /** The name to resolve, to send as server name and to expect in the certificate. */
  public Optional<String> host() {
    return place instanceof Place.Named named ? Optional.of(named.host()) : Optional.empty();
  }

  /** The fixed addresses; none for a name. */
  public List<InetAddress> listedAddresses() {
    return place instanceof Place.Listed listed ? listed.addresses() : List.of();
  }

  /** The same target at fixed addresses. */
  public Target at(List<InetAddress> addresses) {
    return new Target(
        id, service, new Place.Listed(addresses), transport, ports, application, promise);
  }

  public boolean isControl() {
    return service.equals(CONTROL_SERVICE);
  }

  /** By its identifier, which is unique within a catalog. */
  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
