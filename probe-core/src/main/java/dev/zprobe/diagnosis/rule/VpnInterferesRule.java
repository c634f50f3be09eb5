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
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Traffic to the target goes into a tunnel and dies there. */
final class VpnInterferesRule implements Rule {
  private record Conclusion(String device, boolean elsewhereAlive) {}

  @Override
  public Cause cause() {
    return Cause.VPN_INTERFERES;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The route of the failing addresses leaves through a tunnel, everything large or small that"
            + " fails there stays without an answer, and places beyond the tunnel's reach work.",
        "A refusal by the server, which came through the tunnel; a tunnel through which the service"
            + " works; the same loss outside of the tunnel.",
        "The same target with the tunnel down.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Conclusion> lost = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      Optional<String> tunnel = tunnel(land, visit.endpoint());
      if (tunnel.isPresent() && diesSilently(visit)) {
        boolean outside =
            land.alive(
                    land.visits().stream()
                        .filter(other -> tunnel(land, other.endpoint()).isEmpty()))
                .isPresent();
        lost.put(visit, new Conclusion(tunnel.get(), outside));
      }
    }
    // It is the tunnel, whatever goes in: one finding for each.
    Map<Conclusion, List<Visit>> byTunnel = new LinkedHashMap<>();
    lost.forEach(
        (visit, how) -> byTunnel.computeIfAbsent(how, key -> new ArrayList<>()).add(visit));
    List<Finding> findings = new ArrayList<>();
    byTunnel.forEach((how, visits) -> findings.add(finding(land, new Group<>(how, visits))));
    return findings;
  }

  private static boolean diesSilently(Visit visit) {
    return visit.fails()
        && visit.firstFailure().flatMap(Observation::failure).filter(Failure::isSilent).isPresent();
  }

  private static Optional<String> tunnel(Landscape land, Endpoint endpoint) {
    return land.host().stream()
        .flatMap(
            facts ->
                facts.routes().stream()
                    .filter(route -> route.destination().equals(endpoint.addressText()))
                    .map(HostFacts.Route::device)
                    .filter(facts::hasTunnel))
        .findFirst();
  }

  private static Finding finding(Landscape land, Group<Conclusion> group) {
    Conclusion how = group.conclusion();
    int mtu =
        land.host().stream()
            .flatMap(facts -> facts.interfaces().stream())
            .filter(each -> each.name().equals(how.device()))
            .mapToInt(HostFacts.Interface::mtu)
            .findFirst()
            .orElse(0);
    Draft draft =
        Draft.of(Cause.VPN_INTERFERES)
            .about(land, group.visits())
            .stage(Stage.PATH)
            .grade(how.elsewhereAlive() ? Confidence.LIKELY : Confidence.POSSIBLE, Blame.NETWORK)
            .detail("interface", how.device())
            .detail("mtu", mtu);
    for (Visit visit : group.visits()) {
      visit
          .firstFailure()
          .ifPresent(step -> draft.subject(step, "no answer through the tunnel " + how.device()));
    }
    land.seen()
        .host()
        .ifPresent(state -> draft.subject(state, "the route leads into " + how.device()));
    land.alive(land.visits().stream().filter(other -> tunnel(land, other.endpoint()).isEmpty()))
        .ifPresent(
            alive -> draft.control(alive, Wording.place(alive) + ", not in the tunnel, answers"));
    return draft.finish(
        draft.where() + " goes into the tunnel " + how.device() + " and gets no answer there.",
        "the same target with the tunnel down");
  }
}
