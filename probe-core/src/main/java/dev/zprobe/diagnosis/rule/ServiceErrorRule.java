package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The service itself fails. */
final class ServiceErrorRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.SERVICE_ERROR;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A status of 500 or above over TLS with a valid public certificate, or over plain HTTP.",
        "403 and 451 (service-denies); the same over a private certificate (block-page,"
            + " tls-intercepted); 511 of a portal (captive-portal).",
        "The service's status page.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Integer> failing =
        ServiceAnswers.with(land, status -> status >= 500 && status != 511);
    List<Finding> findings = new ArrayList<>();
    for (Group<Integer> group : Groups.of(List.copyOf(failing.keySet()), failing::get)) {
      findings.add(
          ServiceAnswers.draft(land, Cause.SERVICE_ERROR, group)
              .finish(
                  "The service itself fails at "
                      + Draft.of(Cause.SERVICE_ERROR).about(land, group.visits()).where()
                      + " with status "
                      + group.conclusion()
                      + ".",
                  ""));
    }
    return findings;
  }
}
