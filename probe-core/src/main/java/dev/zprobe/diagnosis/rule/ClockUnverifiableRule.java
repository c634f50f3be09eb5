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
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** No time source can be trusted, so nothing is known of this clock. */
final class ClockUnverifiableRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.CLOCK_UNVERIFIABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Time servers were asked and none gave a trustworthy answer, or no two of them agree.",
        "Servers that answer and agree, whatever they say (clock-skewed). Where an HTTP Date header"
            + " or a public certificate still bears witness for this clock, it is only a note.",
        "A time server that can be reached.",
        "unknown");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<ClockQuery> asked =
        land.seen()
            .each(ClockQuery.class)
            .filter(each -> !each.failedWith(FailureCode.NOT_TESTED))
            .toList();
    TrueTime time = land.time();
    boolean trusted = asked.stream().anyMatch(each -> time.agreeing().contains(each));
    if (asked.isEmpty() || trusted) {
      return List.of();
    }
    Optional<Observation> otherwise = witness(land);
    boolean silent =
        asked.stream().allMatch(each -> each.failure().filter(Failure::isSilent).isPresent());
    Draft draft =
        Draft.of(Cause.CLOCK_UNVERIFIABLE)
            .scope(
                new Scope(
                    Optional.of(Transport.UDP),
                    asked.stream().map(each -> each.endpoint().port()).toList(),
                    asked.stream().map(each -> each.endpoint().address()).toList(),
                    List.of()))
            .severity(otherwise.isPresent() ? Severity.NOTE : Severity.DEGRADING)
            .grade(silent ? Confidence.POSSIBLE : Confidence.CONFIRMED, Blame.UNKNOWN)
            .detail("why", why(asked));
    asked.forEach(
        each ->
            draft.subject(
                each,
                each.failure()
                    .map(failure -> failure.code().meaning())
                    .orElse("its time agrees with no other server")));
    otherwise.ifPresent(each -> draft.control(each, "this still bears witness for the clock"));
    return List.of(
        draft.finish(
            "This machine's clock cannot be verified: no time server gives a trustworthy answer"
                + (otherwise.isPresent() ? ", though other signs fit it." : "."),
            "a time server that can be reached"));
  }

  private static Map<String, String> why(List<ClockQuery> asked) {
    Map<String, String> why = new LinkedHashMap<>();
    for (ClockQuery each : asked) {
      why.putIfAbsent(
          each.server(),
          each.failure().map(failure -> failure.code().id()).orElse("disagrees with the others"));
    }
    return why;
  }

  /** A Date header that fits this clock, or a public certificate that is valid by it. */
  private static Optional<Observation> witness(Landscape land) {
    Optional<Observation> date =
        land.time().agreeing().stream().filter(HttpExchange.class::isInstance).findFirst();
    return date.or(
        () ->
            land.seen()
                .each(TlsHandshake.class)
                .filter(each -> each.worked() && each.outcome().trust().publicRoot())
                .map(each -> (Observation) each)
                .findFirst());
  }
}
