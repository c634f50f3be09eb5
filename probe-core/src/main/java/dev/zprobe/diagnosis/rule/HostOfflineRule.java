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
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.observation.HostState;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** No interface, no address, no route: nothing can leave. */
final class HostOfflineRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.HOST_OFFLINE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "No interface beside loopback is up with an address, or no route leads to any target, and"
            + " no place beyond this machine and its link answered.",
        "A route that forbids one destination (host-route-blocked); a gateway that does not answer"
            + " (gateway-unreachable); only one address family missing.",
        "The interface and route tables of this machine.",
        "host");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Optional<HostState> state = land.seen().host();
    boolean beyond = land.visits().stream().anyMatch(visit -> !isLocal(visit));
    boolean anySign =
        land.alive(land.visits().stream()).isPresent()
            || !isUnrouted(land)
                && land.seen()
                    .each(DnsLookup.class)
                    .anyMatch(
                        each ->
                            !each.answer().rcode().isEmpty()
                                && each.server().role() != Role.HOSTS_FILE);
    Optional<String> why =
        state.flatMap(HostOfflineRule::why).or(() -> state.flatMap(each -> unasked(land)));
    if (anySign || state.isEmpty() || why.isEmpty() || (!beyond && hasVisits(land))) {
      return List.of();
    }
    Draft draft =
        Draft.of(Cause.HOST_OFFLINE)
            .severity(Severity.BLOCKING)
            .grade(Confidence.CONFIRMED, Blame.HOST)
            .location(Location.of(Location.Kind.HOST))
            .detail("why", why.get())
            .subject(state.get(), why.get());
    land.service()
        .flatMap(visit -> visit.firstFailure().stream())
        .limit(4)
        .forEach(step -> draft.subject(step, step.failure().orElseThrow().code().meaning()));
    return List.of(draft.finish("This machine is offline: " + why.get() + ".", ""));
  }

  /**
   * No route leads to any place, in a family that this machine has an address of: then a resolver
   * that answers is a neighbour, or on this machine.
   */
  private static boolean isUnrouted(Landscape land) {
    boolean nowhere = hasVisits(land) && land.visits().stream().allMatch(Visit::hasNoRoute);
    return nowhere && land.visits().stream().noneMatch(visit -> land.lacksFamily(visit.endpoint()));
  }

  /** Names alone lead nowhere: where no question gets out, there is no address to have a route. */
  private static Optional<String> unasked(Landscape land) {
    List<DnsLookup> asked =
        land.seen()
            .each(DnsLookup.class)
            .filter(each -> each.server().role() != Role.HOSTS_FILE)
            .toList();
    boolean stuck =
        !asked.isEmpty()
            && asked.stream().allMatch(each -> each.failedWith(FailureCode.HOST_NO_ROUTE));
    return stuck && !hasVisits(land)
        ? Optional.of("no route leads off this machine, not even to a resolver")
        : Optional.empty();
  }

  private static boolean hasVisits(Landscape land) {
    return !land.visits().isEmpty();
  }

  private static boolean isLocal(Visit visit) {
    return visit.endpoint().address().isLoopbackAddress();
  }

  private static Optional<String> why(HostState state) {
    HostFacts facts = state.facts();
    List<HostFacts.Interface> usable =
        facts.interfaces().stream()
            .filter(each -> each.up() && !each.loopback())
            .filter(each -> each.addresses().stream().anyMatch(HostOfflineRule::isUsable))
            .toList();
    if (usable.isEmpty()) {
      boolean any = facts.interfaces().stream().anyMatch(each -> each.up() && !each.loopback());
      return Optional.of(
          any ? "no interface has a usable address" : "no interface beside loopback is up");
    }
    boolean routed =
        facts.routes().stream()
            .anyMatch(
                route ->
                    route.kind() == RouteKind.VIA_GATEWAY || route.kind() == RouteKind.ON_LINK);
    return facts.routes().isEmpty() || routed
        ? Optional.empty()
        : Optional.of("no route leads off this machine");
  }

  private static boolean isUsable(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress();
  }
}
