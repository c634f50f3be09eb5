package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FailureCode.Manner;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A local route forbids the destination. */
final class HostRouteBlockedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.HOST_ROUTE_BLOCKED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The system call fails at once with the error of an unreachable, prohibit, blackhole or"
            + " throw route, and other destinations have a route.",
        "The same error from a router, which takes a round trip and names the router"
            + " (network-unreachable); no route at all (host-offline); a missing address family.",
        "The routing table of this machine.",
        "host");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<Visit> forbidden = land.service().filter(visit -> isForbidden(land, visit)).toList();
    List<Finding> findings = new ArrayList<>();
    Map<String, List<Visit>> byKind = new LinkedHashMap<>();
    forbidden.forEach(
        visit -> byKind.computeIfAbsent(kind(land, visit), key -> new ArrayList<>()).add(visit));
    List<Group<String>> groups = new ArrayList<>();
    byKind.forEach((kind, visits) -> groups.add(new Group<>(kind, visits)));
    for (Group<String> group : groups) {
      Draft draft =
          Draft.of(Cause.HOST_ROUTE_BLOCKED)
              .about(land, group.visits())
              .stage(Stage.LOCAL)
              .grade(Confidence.CONFIRMED, Blame.HOST)
              .onThisHost()
              .detail("route", group.conclusion());
      group
          .visits()
          .forEach(
              visit ->
                  visit
                      .firstFailure()
                      .ifPresent(
                          step -> draft.subject(step, step.failure().get().code().meaning())));
      land.seen().host().ifPresent(state -> draft.subject(state, "the routing table"));
      findings.add(
          draft.finish(
              "A route of this machine ("
                  + group.conclusion()
                  + ") forbids "
                  + draft.where()
                  + ": no packet leaves.",
              ""));
    }
    return findings;
  }

  private static boolean isForbidden(Landscape land, Visit visit) {
    Optional<FailureCode> code =
        visit.firstFailure().flatMap(Observation::failure).map(Failure::code);
    if (code.isEmpty() || visit.connected() || visit.answered()) {
      return false;
    }
    if (code.get() == FailureCode.HOST_ROUTE_FORBIDS) {
      return true;
    }
    Optional<RouteKind> kind = route(land, visit).map(HostFacts.Route::kind);
    boolean forbids =
        kind.filter(
                each ->
                    each == RouteKind.UNREACHABLE
                        || each == RouteKind.PROHIBIT
                        || each == RouteKind.BLACKHOLE)
            .isPresent();
    boolean local = code.get().manner() == Manner.LOCAL && code.get() != FailureCode.NOT_TESTED;
    // A "throw" route reads as no route, although there is a default one.
    return local
        && (forbids || (code.get() == FailureCode.HOST_NO_ROUTE && hasDefault(land, visit)));
  }

  private static boolean hasDefault(Landscape land, Visit visit) {
    String family = visit.endpoint().isIpv4() ? "default IPv4" : "default IPv6";
    return land.host().stream()
        .flatMap(facts -> facts.routes().stream())
        .filter(
            route -> route.destination().equals(family) || route.destination().equals("default"))
        .anyMatch(route -> route.kind() == RouteKind.VIA_GATEWAY);
  }

  private static Optional<HostFacts.Route> route(Landscape land, Visit visit) {
    return land.host().stream()
        .flatMap(facts -> facts.routes().stream())
        .filter(route -> route.destination().equals(visit.endpoint().addressText()))
        .findFirst();
  }

  private static String kind(Landscape land, Visit visit) {
    return route(land, visit)
        .map(HostFacts.Route::kind)
        .filter(kind -> kind != RouteKind.VIA_GATEWAY && kind != RouteKind.ON_LINK)
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .orElse("unreachable");
  }
}
