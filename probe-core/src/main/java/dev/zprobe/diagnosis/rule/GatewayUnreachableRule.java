package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.observation.HostState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first router does not answer. */
final class GatewayUnreachableRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.GATEWAY_UNREACHABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Address resolution (ARP, neighbour discovery) of the gateway fails, and nothing that is"
            + " reached through it answers.",
        "A gateway that answers but sends no time exceeded (icmp-filtered, a note); no route at all"
            + " (host-offline); a neighbour entry that is stale while traffic flows.",
        "Address resolution of another host on the same link.",
        "lan");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Optional<HostState> state = land.seen().host();
    if (state.isEmpty()) {
      return List.of();
    }
    Map<InetAddress, List<HostFacts.Route>> dead = new LinkedHashMap<>();
    for (HostFacts.Route route : state.get().facts().routes()) {
      if (route.kind() == RouteKind.VIA_GATEWAY && route.neighbour() == NeighbourState.FAILED) {
        route
            .gateway()
            .ifPresent(g -> dead.computeIfAbsent(g, key -> new ArrayList<>()).add(route));
      }
    }
    List<Finding> findings = new ArrayList<>();
    dead.forEach(
        (gateway, routes) -> {
          List<Visit> behind = behind(land, gateway, routes);
          List<InetAddress> lost = lost(land, gateway, behind);
          // A dead default gateway that nothing was sent to says nothing about the service.
          if (!lost.isEmpty()
              && land.alive(behind.stream()).isEmpty()
              && !resolves(land, gateway, routes)) {
            findings.add(finding(land, state.get(), gateway, behind, lost));
          }
        });
    return findings;
  }

  private static List<Visit> behind(
      Landscape land, InetAddress gateway, List<HostFacts.Route> routes) {
    boolean isDefault = isDefault(routes);
    return land.visits().stream()
        .filter(visit -> !visit.endpoint().address().isLoopbackAddress())
        .filter(
            visit ->
                routes.stream()
                        .anyMatch(
                            route -> route.destination().equals(visit.endpoint().addressText()))
                    || (isDefault
                        && sameFamily(visit.endpoint().address(), gateway)
                        && !hasOwnRoute(land, visit)))
        .toList();
  }

  private static boolean isDefault(List<HostFacts.Route> routes) {
    return routes.stream().anyMatch(route -> route.destination().startsWith("default"));
  }

  private static boolean hasOwnRoute(Landscape land, Visit visit) {
    return land.host().stream()
        .flatMap(facts -> facts.routes().stream())
        .anyMatch(route -> route.destination().equals(visit.endpoint().addressText()));
  }

  /** A resolver beyond the gateway that answers shows that the gateway forwards. */
  private static boolean resolves(
      Landscape land, InetAddress gateway, List<HostFacts.Route> routes) {
    return isDefault(routes)
        && land.seen()
            .each(DnsLookup.class)
            .filter(each -> each.server().role() == Role.CONTROL)
            .filter(each -> sameFamily(each.server().endpoint().address(), gateway))
            .anyMatch(Names::answered);
  }

  private static boolean sameFamily(InetAddress one, InetAddress other) {
    return one.getAddress().length == other.getAddress().length;
  }

  /** What was asked through the gateway and cannot have been reached. */
  private static List<InetAddress> lost(Landscape land, InetAddress gateway, List<Visit> behind) {
    List<InetAddress> lost = new ArrayList<>();
    behind.forEach(visit -> lost.add(visit.endpoint().address()));
    land.seen()
        .each(DnsLookup.class)
        .filter(each -> each.server().role() != Role.HOSTS_FILE && !Names.answered(each))
        .map(each -> each.server().endpoint().address())
        .filter(each -> beyond(each, gateway))
        .forEach(lost::add);
    land.seen()
        .each(ClockQuery.class)
        .map(each -> each.endpoint().address())
        .filter(each -> beyond(each, gateway))
        .forEach(lost::add);
    return lost;
  }

  private static boolean beyond(InetAddress address, InetAddress gateway) {
    return !address.isLoopbackAddress() && sameFamily(address, gateway);
  }

  private static Finding finding(
      Landscape land,
      HostState state,
      InetAddress gateway,
      List<Visit> behind,
      List<InetAddress> lost) {
    boolean everything = land.alive(land.visits().stream()).isEmpty();
    Draft draft =
        Draft.of(Cause.GATEWAY_UNREACHABLE)
            .scope(new Scope(Optional.empty(), List.of(), lost, List.of()))
            .severity(everything ? Severity.BLOCKING : land.severityOf(behind))
            .grade(Confidence.CONFIRMED, Blame.LAN)
            .location(Location.hops(0, 1, List.of(gateway)))
            .detail("gateway", Addresses.text(gateway))
            .subject(state, "the gateway " + Addresses.text(gateway) + " is not resolved");
    behind.stream()
        .flatMap(visit -> visit.firstFailure().stream())
        .limit(4)
        .forEach(step -> draft.subject(step, step.failure().orElseThrow().code().meaning()));
    return draft.finish(
        "The gateway "
            + Addresses.text(gateway)
            + " does not answer address resolution: nothing beyond this link can be reached"
            + (everything ? "." : " through it."),
        "");
  }
}
