package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.RateTrials;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.RateTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Media rate is cut, a slow rate is not. */
final class RateLimitedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.RATE_LIMITED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "More than 10 % of the datagrams at 50 a second are lost, and hardly any at a slow rate.",
        "The same loss at every rate (packet-loss); a rate limit above what media need.",
        "The same two rates again.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<RateTest> limited = RateTrials.of(land.seen()).limited();
    Map<Endpoint, RateTest> byEndpoint = new LinkedHashMap<>();
    limited.forEach(each -> byEndpoint.put(each.endpoint(), each));
    List<Visit> visits =
        byEndpoint.keySet().stream().flatMap(each -> land.visit(each).stream()).toList();
    List<Finding> findings = new ArrayList<>();
    for (Group<Boolean> group : Groups.of(visits, visit -> true)) {
      double loss =
          group.visits().stream()
              .mapToDouble(visit -> byEndpoint.get(visit.endpoint()).fast().lossPercent())
              .max()
              .orElse(0);
      Draft draft =
          Draft.of(Cause.RATE_LIMITED)
              .about(land, group.visits())
              .severity(Severity.DEGRADING)
              .grade(Confidence.CONFIRMED, Blame.NETWORK)
              .detail("lossPercent", Math.round(loss * 10) / 10.0)
              .progress("client datagram", "every answer");
      for (Visit visit : group.visits()) {
        RateTest test = byEndpoint.get(visit.endpoint());
        draft.subject(test, "at media rate " + count(test.fast()));
        draft.control(test, "at a slow rate " + count(test.slow()));
      }
      findings.add(
          draft.finish(
              draft.where()
                  + " loses "
                  + Math.round(loss)
                  + " % at media rate and hardly anything at a slow rate: the rate is limited.",
              ""));
    }
    return findings;
  }

  private static String count(RateTest.Counts counts) {
    return counts.answered()
        + " of "
        + counts.sent()
        + " are answered ("
        + counts.packetsPerSecond()
        + " a second)";
  }
}
