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
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import java.util.List;
import java.util.Optional;

/** No router answers TTL probes. */
final class IcmpFilteredRule implements Rule {
  private static final String SUMMARY = "No router answers TTL probes, so hops cannot be told.";

  @Override
  public Cause cause() {
    return Cause.ICMP_FILTERED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Ladders reach their targets over more than one hop, and no router of any of them"
            + " answered.",
        "Single silent hops; ladders that reach nothing at all.",
        "A ladder from another network.",
        "unknown");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<PathLadder> arrived =
        land.seen().each(PathLadder.class).filter(each -> each.distance().orElse(0) > 1).toList();
    boolean anyRouter =
        land.seen()
            .each(PathLadder.class)
            .flatMap(each -> each.hops().stream())
            .anyMatch(hop -> hop.reply() == PathLadder.Reply.TIME_EXCEEDED);
    if (anyRouter) {
      return List.of();
    }
    if (arrived.isEmpty()) {
      return besideLife(land).stream().toList();
    }
    Draft draft =
        Draft.of(Cause.ICMP_FILTERED)
            .scope(
                new Scope(
                    Optional.empty(),
                    List.of(),
                    arrived.stream().map(each -> each.endpoint().address()).toList(),
                    List.of()))
            .severity(Severity.NOTE)
            .grade(Confidence.CONFIRMED, Blame.UNKNOWN);
    arrived.forEach(
        each ->
            draft.subject(
                each,
                "the target answers at TTL "
                    + each.distance().getAsInt()
                    + ", no router before it"));
    return List.of(draft.finish(SUMMARY, ""));
  }

  /** No ladder arrived anywhere, yet other probes pass routers and are answered. */
  private static Optional<Finding> besideLife(Landscape land) {
    List<PathLadder> lost =
        land.seen().each(PathLadder.class).filter(each -> !each.worked()).toList();
    Optional<Observation> alive =
        land.alive(land.service().filter(visit -> !land.isNear(visit.endpoint().address())));
    if (lost.isEmpty() || alive.isEmpty()) {
      return Optional.empty();
    }
    Draft draft =
        Draft.of(Cause.ICMP_FILTERED)
            .scope(
                new Scope(
                    Optional.empty(),
                    List.of(),
                    lost.stream().map(each -> each.endpoint().address()).toList(),
                    List.of()))
            .severity(Severity.NOTE)
            .grade(Confidence.LIKELY, Blame.UNKNOWN);
    lost.forEach(each -> draft.subject(each, "no router answers at any TTL"));
    draft.control(alive.get(), Wording.place(alive.get()) + " answers");
    return Optional.of(draft.finish(SUMMARY, "a TTL ladder to a port that answers"));
  }
}
