package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Silence.Reach;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
    Set<InetAddress> reported = new LinkedHashSet<>();
    Map<InetAddress, Ladders.Reading> silent = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      InetAddress address = visit.endpoint().address();
      if (Unreachable.of(land, visit).isServerDown()) {
        reported.add(address);
      }
      Silence.of(land, visit)
          .filter(silence -> silence.reach() == Reach.SERVER)
          .filter(silence -> visit.isTcp() || visit.mustAnswer())
          .flatMap(Silence::ladder)
          .ifPresent(reading -> silent.putIfAbsent(address, reading));
    }
    silent.keySet().removeAll(reported);
    List<Finding> findings = new ArrayList<>();
    for (List<Visit> visits : Groups.byAddress(failing(land, reported))) {
      findings.add(reported(land, visits));
    }
    for (List<Visit> visits : Groups.byAddress(failing(land, silent.keySet()))) {
      findings.add(silent(land, visits, silent));
    }
    return findings;
  }

  /** A host that is down is down on every port, whichever of them drew the error. */
  private static List<Visit> failing(Landscape land, Set<InetAddress> addresses) {
    return addresses.stream()
        .flatMap(address -> land.at(address).stream())
        .filter(visit -> visit.ofService() && visit.fails())
        .toList();
  }

  private static Finding reported(Landscape land, List<Visit> visits) {
    boolean seen = visits.stream().anyMatch(visit -> Unreachable.of(land, visit).isSeenDown());
    Draft draft =
        Draft.of(Cause.SERVER_DOWN)
            .about(land, visits)
            .grade(seen ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.SERVICE)
            .atTarget()
            .progress(first(visits), answer(visits));
    for (Visit visit : visits) {
      Unreachable report = Unreachable.of(land, visit);
      report
          .step()
          .ifPresentOrElse(
              step ->
                  draft.subject(
                      step, report.text() + ", " + Wording.millis(report.waited()) + " later"),
              () -> visit.firstFailure().ifPresent(step -> draft.subject(step, "no answer")));
    }
    land.alive(land.visits().stream())
        .ifPresent(alive -> draft.control(alive, Wording.place(alive) + " answers"));
    return draft.finish(
        draft.where()
            + " is down: its own last router finds no such host"
            + (seen ? "." : ", as the time shows that the report took."),
        seen ? "" : "a capture, or a TTL ladder that shows which router reports it");
  }

  /**
   * From here a dead host and answers that are lost on their way back look the same. Several hosts
   * seldom die at once, so that then nothing speaks for the service's fault any more; two addresses
   * of different families may be one host's.
   */
  private static Finding silent(
      Landscape land, List<Visit> visits, Map<InetAddress, Ladders.Reading> silent) {
    List<InetAddress> addresses =
        visits.stream().map(visit -> visit.endpoint().address()).distinct().toList();
    long four = addresses.stream().filter(Inet4Address.class::isInstance).count();
    boolean several = four > 1 || addresses.size() - four > 1;
    Draft draft =
        Draft.of(Cause.SERVER_DOWN)
            .about(land, visits)
            .grade(Confidence.LIKELY, several ? Blame.UNKNOWN : Blame.SERVICE)
            .atTarget()
            .progress(first(visits), answer(visits));
    for (Visit visit : visits) {
      Ladders.Reading reading = silent.get(visit.endpoint().address());
      draft.subject(visit.firstFailure().orElseThrow(), "no answer on any port of the address");
      draft.subject(
          reading.test(), "packets reach hop " + reading.lastAnswer() + ", the last router");
      draft.control(reading.control(), "another target behind that router answers");
    }
    return draft.finish(
        draft.where()
            + " is silent on every port, and packets reach its last router: it is down, or what it"
            + " answers is lost on the way back.",
        "a capture at the server");
  }

  private static String first(List<Visit> visits) {
    return visits.get(0).isTcp() ? "SYN" : "client datagram";
  }

  private static String answer(List<Visit> visits) {
    return visits.get(0).isTcp() ? "SYN-ACK" : "any answer";
  }
}
