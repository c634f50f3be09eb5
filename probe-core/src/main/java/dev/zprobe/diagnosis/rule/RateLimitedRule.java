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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Media rate is cut, a slow rate is not. */
final class RateLimitedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.RATE_LIMITED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "More than 10 % of the datagrams at 50 a second are lost, and hardly any at a slow rate; or a"
            + " slow rate loses as well, and both get the same few answers a second.",
        "The same loss at every rate (packet-loss); a rate limit above what media need.",
        "The same two rates again.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    RateTrials trials = RateTrials.of(land.seen());
    Map<Endpoint, RateTest> limited = byEndpoint(trials.limited());
    List<Visit> visits =
        limited.keySet().stream().flatMap(each -> land.visit(each).stream()).toList();
    return Groups.of(visits, visit -> true).stream()
        .map(group -> finding(land, group, limited, trials))
        .toList();
  }

  private static Map<Endpoint, RateTest> byEndpoint(List<RateTest> tests) {
    Map<Endpoint, RateTest> byEndpoint = new LinkedHashMap<>();
    tests.forEach(each -> byEndpoint.put(each.endpoint(), each));
    return byEndpoint;
  }

  private static Finding finding(
      Landscape land, Group<Boolean> group, Map<Endpoint, RateTest> tests, RateTrials trials) {
    Set<Endpoint> always = byEndpoint(trials.limitedAtAnyRate()).keySet();
    boolean quiet = group.visits().stream().noneMatch(visit -> always.contains(visit.endpoint()));
    boolean sure = trials.isBeyondDoubt();
    double loss =
        group.visits().stream()
            .mapToDouble(visit -> tests.get(visit.endpoint()).fast().lossPercent())
            .max()
            .orElse(0);
    Draft draft =
        Draft.of(Cause.RATE_LIMITED)
            .about(land, group.visits())
            .severity(Severity.DEGRADING)
            .grade(sure ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.NETWORK)
            .detail("lossPercent", Math.round(loss * 10) / 10.0)
            .progress("client datagram", "every answer");
    for (Visit visit : group.visits()) {
      RateTest test = tests.get(visit.endpoint());
      draft.subject(test, "at media rate " + count(test.fast()));
      draft.control(test, "at a slow rate " + count(test.slow()));
    }
    String slow =
        quiet
            ? "hardly anything at a slow rate: the rate is limited."
            : "gets no more answers then than at a slow rate: the rate is limited to less than both.";
    return draft.finish(
        draft.where() + " loses " + Math.round(loss) + " % at media rate and " + slow,
        sure ? "" : "the same two rates again: short outages may spare a slow rate by chance");
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
