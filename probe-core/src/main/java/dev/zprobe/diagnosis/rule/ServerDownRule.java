package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Silence.Reach;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The server is not there: its last router says so, or everything up to it is alive. */
final class ServerDownRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.SERVER_DOWN;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The target's own last router reports host unreachable after it looked for it in vain"
            + " (about three seconds), or packets on every port reach the last router and nothing"
            + " answers.",
        "Host unreachable at once, from a router on the way (network-unreachable); one dead port of"
            + " a live address (port-dropped); an address whose packets die earlier"
            + " (address-blocked).",
        "A TTL ladder: whether packets reach the target's last router.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<Visit> unreachable =
        land.service().filter(visit -> Unreachable.of(land, visit).isServerDown()).toList();
    Map<Visit, Silence> silent = new LinkedHashMap<>();
    land.service()
        .flatMap(visit -> Silence.of(land, visit).stream())
        .filter(silence -> silence.reach() == Reach.SERVER)
        .filter(silence -> silence.visit().isTcp() || silence.visit().mustAnswer())
        .forEach(silence -> silent.put(silence.visit(), silence));
    List<Finding> findings = new ArrayList<>();
    for (Group<Boolean> group : Groups.of(unreachable, visit -> true)) {
      findings.add(reported(land, group.visits()));
    }
    for (Group<Location> group :
        Groups.of(
            List.copyOf(silent.keySet()),
            visit -> silent.get(visit).ladder().orElseThrow().location().range())) {
      findings.add(silent(land, group, silent));
    }
    return findings;
  }

  private static Finding reported(Landscape land, List<Visit> visits) {
    Draft draft =
        Draft.of(Cause.SERVER_DOWN)
            .about(land, visits)
            .grade(Confidence.CONFIRMED, Blame.SERVICE)
            .atTarget()
            .progress(first(visits), answer(visits));
    for (Visit visit : visits) {
      Unreachable report = Unreachable.of(land, visit);
      draft.subject(
          report.step().orElseThrow(),
          report.text()
              + ", after "
              + Wording.millis(report.waited())
              + " of looking for the host");
    }
    land.alive(land.visits().stream())
        .ifPresent(alive -> draft.control(alive, Wording.place(alive) + " answers"));
    return draft.finish(draft.where() + " is down: its own last router finds no such host.", "");
  }

  private static Finding silent(Landscape land, Group<Location> group, Map<Visit, Silence> silent) {
    Draft draft =
        Draft.of(Cause.SERVER_DOWN)
            .about(land, group.visits())
            .grade(Confidence.LIKELY, Blame.SERVICE)
            .atTarget()
            .progress(first(group.visits()), answer(group.visits()));
    for (Visit visit : group.visits()) {
      Ladders.Reading reading = silent.get(visit).ladder().orElseThrow();
      draft.subject(visit.firstFailure().orElseThrow(), "no answer on any port of the address");
      draft.subject(
          reading.test(), "packets reach hop " + reading.lastAnswer() + ", the last router");
      draft.control(reading.control(), "another target behind that router answers");
    }
    return draft.finish(
        draft.where() + " is silent on every port, and packets reach its last router.",
        "a capture at the server");
  }

  private static String first(List<Visit> visits) {
    return visits.get(0).isTcp() ? "SYN" : "client datagram";
  }

  private static String answer(List<Visit> visits) {
    return visits.get(0).isTcp() ? "SYN-ACK" : "any answer";
  }
}
