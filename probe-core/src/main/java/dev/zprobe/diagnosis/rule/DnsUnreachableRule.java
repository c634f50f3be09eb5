package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import java.util.List;
import java.util.Optional;

/** No configured resolver answers anything. */
final class DnsUnreachableRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_UNREACHABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Every query to every configured resolver stays without an answer, or is rejected.",
        "One resolver of several that is dead (dns-degraded); one transport that is blocked"
            + " (dns-transport-blocked); answers that say no (dns-failing, dns-blocked).",
        "The same query to a resolver outside this network, or a TTL ladder to the resolver.",
        "resolver");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    List<DnsLookup> system = names.system();
    boolean anyAnswer =
        land.seen()
            .each(DnsLookup.class)
            .anyMatch(each -> each.server().role() == Role.SYSTEM && Names.answeredAName(each));
    boolean allLost =
        system.stream()
            .allMatch(
                each ->
                    each.failedWith(FailureCode.DNS_TIMEOUT)
                        || each.failedWith(FailureCode.DNS_REJECTED));
    if (system.isEmpty() || anyAnswer || !allLost) {
      return List.of();
    }
    boolean rejected = system.stream().anyMatch(each -> each.failedWith(FailureCode.DNS_REJECTED));
    Optional<Observation> control = control(land, names);
    List<String> lost = system.stream().map(each -> each.question().name()).distinct().toList();
    Optional<DnsLookup> alive = alive(land);
    Optional<Ladders.Reading> ladder =
        alive.isPresent() ? Optional.empty() : diesBefore(land, system);
    Draft draft =
        Draft.of(Cause.DNS_UNREACHABLE)
            .scope(Names.scope(system, lost))
            .severity(land.severityOfNames(lost))
            .grade(
                rejected
                    ? Confidence.CONFIRMED
                    : control.isPresent() ? Confidence.LIKELY : Confidence.POSSIBLE,
                ladder.isPresent() ? Blame.NETWORK : Blame.RESOLVER)
            .location(ladder.map(Ladders.Reading::location).orElseGet(() -> Names.at(system)))
            .progress("query", "answer");
    system.forEach(each -> draft.subject(each, Names.said(each)));
    control.ifPresent(each -> draft.control(each, Wording.place(each) + " answers"));
    ladder.ifPresent(reading -> addLadder(draft, reading));
    alive.ifPresent(each -> draft.control(each, Names.said(each)));
    int count = Names.byResolver(system).size();
    return List.of(
        draft.finish(
            (count == 1 ? "The only configured resolver (" : "None of the configured resolvers (")
                + Wording.addresses(Names.at(system).addresses())
                + ") "
                + (count == 1 ? "does not answer" : "answers")
                + alive
                    .map(each -> " for any name, though " + Wording.place(each) + " says who it is")
                    .orElse("")
                + ladder.map(each -> ": queries die " + Wording.where(each.location())).orElse("")
                + ": no name can be resolved.",
            "a TTL ladder to the resolver, or a query from the resolver's own network"));
  }

  /** A system resolver that says who it is: what fails is behind it. */
  private static Optional<DnsLookup> alive(Landscape land) {
    return land.seen()
        .each(DnsLookup.class)
        .filter(each -> each.server().role() == Role.SYSTEM && Names.answered(each))
        .findFirst();
  }

  /** A query that ends before the resolver's own last router, when all ladders agree. */
  private static Optional<Ladders.Reading> diesBefore(Landscape land, List<DnsLookup> system) {
    List<Ladders.Reading> readings =
        system.stream()
            .map(each -> each.server().endpoint())
            .distinct()
            .flatMap(at -> Ladders.read(land, at, PathLadder.Stage.DNS_QUERY).stream())
            .toList();
    boolean agree =
        readings.stream().allMatch(Ladders.Reading::diesBefore)
            && readings.stream().map(each -> each.location().range()).distinct().count() == 1;
    return agree ? Optional.of(readings.get(0)) : Optional.empty();
  }

  private static void addLadder(Draft draft, Ladders.Reading reading) {
    draft.subject(
        reading.test(),
        "with rising TTL, the last router to answer is hop " + reading.lastAnswer());
    draft.control(
        reading.control(),
        "the control ("
            + reading.control().payload().description()
            + ") gets to hop "
            + reading.distance());
  }

  private static Optional<Observation> control(Landscape land, Names names) {
    return names.all().stream()
        .filter(each -> each.server().isControl() && Names.answered(each))
        .map(each -> (Observation) each)
        .findFirst()
        .or(() -> land.alive(land.visits().stream()));
  }
}
