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
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.DnsLookup;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resolver gives an old address where nobody lives any more. */
final class DnsStaleRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_STALE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The configured resolver gives only addresses that the authority or an independent resolver"
            + " does not give (any more), and nothing answers at any of them.",
        "An address at which somebody answers, or refuses in another network than the service's"
            + " (dns-hijacked, or a content network's own choice); a"
            + " private address (dns-hijacked); 0.0.0.0 (dns-blocked).",
        "The authority's own answer, and a connection to the address that it gives.",
        "resolver");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    List<Finding> findings = new ArrayList<>();
    Map<List<InetAddress>, List<String>> stale = new LinkedHashMap<>();
    for (String name : names.names()) {
      List<InetAddress> given = names.strangers(name);
      boolean privately = given.stream().allMatch(Addresses::isLocalOnly);
      List<Visit> visits = given.stream().flatMap(each -> land.at(each).stream()).toList();
      boolean tried = visits.stream().anyMatch(Visit::wasTested);
      boolean foreign = names.refusesElsewhere(name);
      if (!given.isEmpty()
          && !privately
          && !foreign
          && tried
          && land.alive(visits.stream()).isEmpty()) {
        stale.computeIfAbsent(given, key -> new ArrayList<>()).add(name);
      }
    }
    stale.forEach((given, list) -> findings.add(finding(land, names, given, list)));
    return findings;
  }

  private static Finding finding(
      Landscape land, Names names, List<InetAddress> given, List<String> list) {
    List<DnsLookup> said =
        list.stream().flatMap(name -> names.system(name).stream()).filter(Names::resolves).toList();
    Draft draft =
        Draft.of(Cause.DNS_STALE)
            .scope(new Scope(Optional.empty(), List.of(), given, list))
            .severity(land.severityOfNames(list))
            .grade(Confidence.LIKELY, Blame.RESOLVER)
            .location(Names.at(said))
            .detail("given", given.stream().map(Addresses::text).toList())
            .progress("answer", "a living address");
    said.forEach(each -> draft.subject(each, Names.said(each)));
    given.stream()
        .flatMap(each -> land.at(each).stream())
        .flatMap(visit -> visit.firstFailure().stream())
        .forEach(step -> draft.subject(step, step.failure().orElseThrow().code().meaning()));
    list.stream()
        .flatMap(name -> names.independent(name).stream())
        .filter(Names::resolves)
        .forEach(each -> draft.control(each, Names.said(each)));
    return draft.finish(
        "The resolver "
            + Wording.addresses(Names.at(said).addresses())
            + " still sends "
            + Wording.some(list)
            + " to "
            + Wording.addresses(given)
            + ", where nothing answers and which independent resolvers do not give.",
        "a connection to the address that the independent resolver gives");
  }
}
