package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.TrueTime;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A time server lies, is not synchronised itself, or turns us away. */
final class TimeSourceBadRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.TIME_SOURCE_BAD;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A time server says that it is not synchronised, sends a kiss of death, an impossible"
            + " reply, or a time that the agreeing others contradict. A note as long as others"
            + " agree.",
        "A server that is silent or blocked (clock-unverifiable); all servers agree and this clock"
            + " differs (clock-skewed).",
        "The time of further servers.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    TrueTime time = land.time();
    boolean others = time.agreeing().size() > 1;
    List<Finding> findings = new ArrayList<>();
    land.seen()
        .each(ClockQuery.class)
        .forEach(
            query -> what(time, query).ifPresent(w -> findings.add(finding(query, w, others))));
    return findings;
  }

  private static Optional<String> what(TrueTime time, ClockQuery query) {
    if (query.failedWith(FailureCode.CLOCK_KISS)) {
      return Optional.of("kiss of death");
    }
    if (query.failedWith(FailureCode.CLOCK_UNSYNCHRONISED)) {
      return Optional.of("not synchronised");
    }
    if (query.failedWith(FailureCode.CLOCK_BOGUS)) {
      return Optional.of("impossible reply");
    }
    boolean contradicted =
        query.failedWith(FailureCode.CLOCK_OUTLIER)
            || (time.dissenting().contains(query) && time.agreeing().size() > 1);
    return contradicted ? Optional.of("contradicts the others") : Optional.empty();
  }

  private static Finding finding(ClockQuery query, String what, boolean others) {
    String said = query.failure().map(Failure::detail).orElse("");
    Draft draft =
        Draft.of(Cause.TIME_SOURCE_BAD)
            .scope(
                new Scope(
                    Optional.of(Transport.UDP),
                    List.of(query.endpoint().port()),
                    List.of(query.endpoint().address()),
                    List.of()))
            .severity(others ? Severity.NOTE : Severity.DEGRADING)
            .grade(Confidence.CONFIRMED, Blame.SERVICE)
            .atTarget()
            .detail("server", query.server())
            .detail("what", what)
            .subject(query, what + (said.isEmpty() ? "" : " (" + said + ")"));
    return draft.finish(
        "The time server " + query.server() + " cannot be trusted: " + what + ".", "");
  }
}
