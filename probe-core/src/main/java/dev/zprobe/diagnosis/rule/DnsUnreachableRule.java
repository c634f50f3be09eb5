package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
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
            .anyMatch(each -> each.server().role() == Role.SYSTEM && Names.answered(each));
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
    Draft draft =
        Draft.of(Cause.DNS_UNREACHABLE)
            .scope(Names.scope(system, lost))
            .severity(land.severityOfNames(lost))
            .grade(
                rejected
                    ? Confidence.CONFIRMED
                    : control.isPresent() ? Confidence.LIKELY : Confidence.POSSIBLE,
                Blame.RESOLVER)
            .location(Names.at(system))
            .progress("query", "answer");
    system.forEach(each -> draft.subject(each, Names.said(each)));
    control.ifPresent(each -> draft.control(each, Wording.place(each) + " answers"));
    int count = Names.byResolver(system).size();
    return List.of(
        draft.finish(
            (count == 1 ? "The only configured resolver (" : "None of the configured resolvers (")
                + Wording.addresses(Names.at(system).addresses())
                + ") "
                + (count == 1 ? "does not answer" : "answers")
                + ": no name can be resolved.",
            "a TTL ladder to the resolver, or a query from the resolver's own network"));
  }

  private static Optional<Observation> control(Landscape land, Names names) {
    return names.all().stream()
        .filter(each -> each.server().role() == Role.CONTROL && Names.answered(each))
        .map(each -> (Observation) each)
        .findFirst()
        .or(() -> land.alive(land.visits().stream()));
  }
}
