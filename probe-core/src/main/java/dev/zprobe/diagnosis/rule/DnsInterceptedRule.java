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
import dev.zprobe.observation.DnsLookup;
import java.util.List;
import java.util.Optional;

/** Somebody on the path answers queries that were meant for another resolver. */
final class DnsInterceptedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_INTERCEPTED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A query to an address at which there is no name server is answered.",
        "A configured resolver that lies by itself (dns-hijacked, dns-blocked); two answers to one"
            + " query (dns-injected).",
        "A query to a documentation address (RFC 5737), which nobody should answer.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    Optional<DnsLookup> answered = names.intercepted();
    if (answered.isEmpty()) {
      return List.of();
    }
    List<String> unresolved =
        names.names().stream()
            .filter(name -> names.system(name).stream().noneMatch(Names::resolves))
            .toList();
    Severity severity =
        unresolved.isEmpty() ? Severity.DEGRADING : land.severityOfNames(unresolved);
    Draft draft =
        Draft.of(Cause.DNS_INTERCEPTED)
            .scope(
                new Scope(
                    Optional.of(answered.get().server().endpoint().transport()),
                    List.of(answered.get().server().endpoint().port()),
                    List.of(),
                    names.names()))
            .severity(severity)
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .progress("query", "an answer of the resolver that was asked")
            .subject(answered.get(), "nobody lives there, and yet it answers")
            .detail("asked", answered.get().server().endpoint().addressText());
    names.system().stream().limit(4).forEach(each -> draft.subject(each, Names.said(each)));
    return List.of(
        draft.finish(
            "DNS queries are answered by somebody on the path, whoever they are sent to.", ""));
  }
}
