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
import java.util.Set;

/** The service itself says no. */
final class ServiceDeniesRule implements Rule {
  private static final Set<Integer> NO = Set.of(403, 451);

  @Override
  public Cause cause() {
    return Cause.SERVICE_DENIES;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Status 403 or 451 over TLS with a valid public certificate; or over plain HTTP where TLS"
            + " says the same.",
        "The same status with a private certificate or over plain HTTP alone (block-page); 5xx"
            + " (service-error); 407 of a proxy (proxy-auth-required).",
        "The same request from another network or country.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Integer> denied = ServiceAnswers.with(land, NO::contains);
    List<Finding> findings = new ArrayList<>();
    for (Group<Integer> group : Groups.of(List.copyOf(denied.keySet()), denied::get)) {
      findings.add(
          ServiceAnswers.draft(land, Cause.SERVICE_DENIES, group)
              .finish(
                  "The service itself refuses at "
                      + Draft.of(Cause.SERVICE_DENIES).about(land, group.visits()).where()
                      + " with status "
                      + group.conclusion()
                      + ", over valid TLS.",
                  ""));
    }
    return findings;
  }
}
