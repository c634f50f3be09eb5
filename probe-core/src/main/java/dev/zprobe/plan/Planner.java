package dev.zprobe.plan;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.HostNames;
import dev.zprobe.net.HostPort;
import dev.zprobe.net.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a plan of a request. What cannot be planned is a {@link PlanException} with one line for
 * the user.
 */
public final class Planner {
  private static final String NOTHING = "none";

  private Planner() {}

  public static Plan plan(Catalog catalog, PlanRequest request) {
    request.trust().forEach(TrustFile::check);
    List<Target> targets = inFamily(chosen(catalog, request.chosen()), request.families());
    if (targets.isEmpty()) {
      throw new PlanException(
          catalog.targets().isEmpty()
              ? "the catalog has no targets; name one, such as zoom.us:443/https"
              : "no target has an address of the family that was asked for");
    }
    Catalog narrowed =
        new Catalog(
            catalog.date(),
            catalog.ranges(),
            ofFamily(controls(catalog, request.compared()), request.families()),
            timeServers(catalog, request.compared()),
            inFamily(catalog.controls(), request.families()),
            catalog.portalChecks(),
            targets);
    return new Plan(
        narrowed,
        resolvers("resolver", request.compared().resolvers()),
        request.families(),
        ProxyText.parse(request.proxy()),
        request.trust(),
        request.limits(),
        request.stages());
  }

  private static List<Target> chosen(Catalog catalog, PlanRequest.Chosen chosen) {
    if (!chosen.targets().isEmpty()) {
      if (!chosen.services().isEmpty()) {
        throw new PlanException(
            "--service chooses from the catalog, and a target was named; give one or the other");
      }
      Set<String> ids = new HashSet<>();
      return chosen.targets().stream()
          .filter(ids::add)
          .map(text -> TargetText.parse(text, catalog))
          .toList();
    }
    Set<String> known = new TreeSet<>();
    catalog.targets().forEach(target -> known.add(target.service()));
    for (String service : chosen.services()) {
      if (!known.contains(service)) {
        throw new PlanException(
            "there is no service \""
                + service
                + "\" in the catalog; it has "
                + String.join(", ", known));
      }
    }
    return chosen.services().isEmpty()
        ? catalog.targets()
        : catalog.targets().stream()
            .filter(target -> chosen.services().contains(target.service()))
            .toList();
  }

  private static List<Endpoint> controls(Catalog catalog, PlanRequest.Compared compared) {
    List<String> given = compared.dnsControls();
    if (given.isEmpty()) {
      return catalog.dnsControls();
    }
    if (given.contains(NOTHING)) {
      if (given.size() > 1) {
        throw new PlanException("--dns-control none does not go with other --dns-control");
      }
      return List.of();
    }
    return resolvers("--dns-control", given);
  }

  private static List<Endpoint> resolvers(String option, List<String> texts) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String text : texts) {
      try {
        HostPort place = HostPort.parse(text);
        InetAddress address =
            Addresses.parse(place.host())
                .filter(Addresses::canBeProbed)
                .orElseThrow(() -> new IllegalArgumentException("not the address of a host"));
        endpoints.add(Endpoint.udp(address, place.port().orElse(53)));
      } catch (IllegalArgumentException malformed) {
        throw new PlanException(option + " \"" + text + "\": " + malformed.getMessage());
      }
    }
    return endpoints;
  }

  private static List<String> timeServers(Catalog catalog, PlanRequest.Compared compared) {
    for (String text : compared.timeServers()) {
      try {
        String host = HostPort.parse(text).host();
        if (HostNames.parse(host).isEmpty() && Addresses.parse(host).isEmpty()) {
          throw new IllegalArgumentException("neither a name nor an address");
        }
      } catch (IllegalArgumentException malformed) {
        throw new PlanException("--ntp \"" + text + "\": " + malformed.getMessage());
      }
    }
    return compared.timeServers().isEmpty() ? catalog.timeServers() : compared.timeServers();
  }

  private static List<Target> inFamily(List<Target> targets, Plan.Families families) {
    return targets.stream()
        .filter(target -> target.host().isPresent() || !addresses(target, families).isEmpty())
        .map(target -> target.host().isPresent() ? target : narrowed(target, families))
        .toList();
  }

  private static Target narrowed(Target target, Plan.Families families) {
    return target.at(addresses(target, families));
  }

  private static List<InetAddress> addresses(Target target, Plan.Families families) {
    return target.listedAddresses().stream().filter(families::allow).toList();
  }

  private static List<Endpoint> ofFamily(List<Endpoint> endpoints, Plan.Families families) {
    return endpoints.stream().filter(each -> families.allow(each.address())).toList();
  }
}
