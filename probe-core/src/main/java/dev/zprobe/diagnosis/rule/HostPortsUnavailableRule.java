package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import java.util.List;

/** No local port can be had. */
final class HostPortsUnavailableRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.HOST_PORTS_UNAVAILABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The system gives no local port: all of the ephemeral range is in use, or a fixed port is"
            + " taken.",
        "A firewall that forbids to send (host-firewall); a single flow that failed otherwise.",
        "The ports in use and the processes that hold them.",
        "host");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<Observation> without =
        land.seen().all().stream()
            .filter(each -> each.failedWith(FailureCode.HOST_NO_PORT))
            .toList();
    if (without.isEmpty()) {
      return List.of();
    }
    List<Visit> visits =
        land.service()
            .filter(
                visit ->
                    visit
                        .firstFailure()
                        .filter(step -> step.failedWith(FailureCode.HOST_NO_PORT))
                        .isPresent())
            .toList();
    String said = without.get(0).failure().orElseThrow().detail();
    Draft draft =
        Draft.of(Cause.HOST_PORTS_UNAVAILABLE)
            .severity(visits.isEmpty() ? Severity.BLOCKING : land.severityOf(visits))
            .grade(Confidence.CONFIRMED, Blame.HOST)
            .onThisHost()
            .detail("why", said.contains("taken") ? "taken" : "exhausted");
    without.stream().limit(8).forEach(step -> draft.subject(step, "no local port" + because(said)));
    return List.of(draft.finish("This machine has no local port left for new connections.", ""));
  }

  private static String because(String said) {
    return said.isEmpty() ? "" : " (" + said + ")";
  }
}
