package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Somebody on the way rewrites SIP. */
final class SipAlteredRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.SIP_ALTERED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Header fields that the server must return as they were sent come back changed.",
        "The received and rport parameters that a server adds behind address translation (RFC"
            + " 3581), which are no change; answers that are not SIP (server-protocol-error).",
        "The same request over TLS, which nobody can rewrite.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, List<String>> altered = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.UDP)) {
      List<String> what =
          visit.exchanges().stream()
              .flatMap(each -> each.result().alterations().stream())
              .distinct()
              .toList();
      if (!what.isEmpty()) {
        altered.put(visit, what);
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Integer> group :
        Groups.of(List.copyOf(altered.keySet()), visit -> altered.get(visit).size())) {
      List<String> what = altered.get(group.first());
      Draft draft =
          Draft.of(Cause.SIP_ALTERED)
              .about(land, group.visits())
              .severity(Severity.DEGRADING)
              .grade(Confidence.CONFIRMED, Blame.NETWORK)
              .detail("what", what)
              .progress("SIP request", "the response as it was sent");
      for (Visit visit : group.visits()) {
        visit.exchanges().forEach(each -> draft.subject(each, Wording.some(altered.get(visit))));
      }
      findings.add(
          draft.finish(
              "SIP to " + draft.where() + " is rewritten on the way: " + Wording.some(what) + ".",
              ""));
    }
    return findings;
  }
}
