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
import dev.zprobe.observation.FailureCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The resolver answers, but with an error instead of a statement about the name. */
final class DnsFailingRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_FAILING;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The configured resolvers answer SERVFAIL, REFUSED, malformed messages, or truncated ones"
            + " while TCP does not work, and none of them gives an address.",
        "NXDOMAIN or no data (dns-blocked when a control resolves the name); silence"
            + " (dns-unreachable); one failing resolver beside a working one (dns-degraded); an"
            + " error for one record type while the other resolves. What a resolver answers once"
            + " signatures are not to be checked (CD) it has: that speaks for a failed DNSSEC"
            + " validation and against a filter, and the finding says so.",
        "The same question to a control resolver: whether the zone or the resolver is ill.",
        "resolver");
  }

  private record Conclusion(String rcode, boolean controlResolves, boolean unvalidated) {}

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    Map<Conclusion, List<String>> failing = new LinkedHashMap<>();
    for (String name : names.names()) {
      List<DnsLookup> system = names.system(name);
      List<DnsLookup> failed = system.stream().filter(Names::fails).toList();
      boolean otherwise =
          system.stream()
              .anyMatch(
                  each ->
                      Names.resolves(each)
                          || each.failedWith(FailureCode.DNS_NXDOMAIN)
                          || (each.failedWith(FailureCode.DNS_NO_DATA) && failed.isEmpty()));
      if (!failed.isEmpty() && !otherwise) {
        boolean control = names.independent(name).stream().anyMatch(Names::resolves);
        boolean unvalidated = failed.stream().anyMatch(names::isUnvalidated);
        failing
            .computeIfAbsent(
                new Conclusion(rcode(failed.get(0)), control, unvalidated),
                key -> new ArrayList<>())
            .add(name);
      }
    }
    List<Finding> findings = new ArrayList<>();
    failing.forEach((how, list) -> findings.add(finding(land, names, how, list)));
    return findings;
  }

  private static String rcode(DnsLookup failed) {
    if (failed.failedWith(FailureCode.DNS_MALFORMED)) {
      return "malformed";
    }
    if (failed.failedWith(FailureCode.DNS_TRUNCATED)) {
      return "truncated";
    }
    if (failed.failedWith(FailureCode.DNS_SERVFAIL)) {
      return "SERVFAIL";
    }
    return failed.failedWith(FailureCode.DNS_REFUSED) ? "REFUSED" : failed.answer().rcode();
  }

  private static Finding finding(Landscape land, Names names, Conclusion how, List<String> list) {
    List<DnsLookup> failed =
        list.stream().flatMap(name -> names.system(name).stream()).filter(Names::fails).toList();
    List<DnsLookup> controls =
        list.stream().flatMap(name -> names.independent(name).stream()).toList();
    boolean zoneIll = !how.controlResolves() && controls.stream().anyMatch(Names::fails);
    Draft draft =
        Draft.of(Cause.DNS_FAILING)
            .scope(Names.scope(failed, list))
            .severity(land.severityOfNames(list))
            .grade(Confidence.CONFIRMED, zoneIll ? Blame.SERVICE : Blame.RESOLVER)
            .location(Names.at(failed))
            .detail("rcode", how.rcode())
            .progress("answer", "address");
    failed.forEach(each -> draft.subject(each, Names.said(each)));
    List<DnsLookup> unchecked =
        failed.stream().flatMap(each -> names.unchecked(each).stream()).distinct().toList();
    unchecked.forEach(each -> draft.control(each, "unchecked (CD), " + Names.said(each)));
    controls.forEach(
        each -> {
          if (Names.resolves(each)) {
            draft.control(each, Names.said(each));
          } else {
            draft.against(each, Names.said(each));
          }
        });
    return draft.finish(
        "The resolver "
            + Wording.addresses(Names.at(failed).addresses())
            + " fails ("
            + how.rcode()
            + failed.stream().map(Names::reason).filter(r -> !r.isEmpty()).findFirst().orElse("")
            + ") for "
            + Wording.some(list)
            + (how.controlResolves()
                ? ", which another resolver resolves."
                : zoneIll ? ", and so does another resolver: the zone itself is ill." : ".")
            + (how.unvalidated() ? validation(unchecked, zoneIll) : ""),
        how.unvalidated() && !zoneIll
            ? "the time by the resolver's clock, and the same question to another resolver that"
                + " validates"
            : "the same question to another resolver");
  }

  private static String validation(List<DnsLookup> unchecked, boolean zoneIll) {
    String what =
        unchecked.isEmpty()
            ? " It says itself that DNSSEC validation fails"
            : " Asked not to check signatures (CD) it gives addresses, which speaks for a failed"
                + " DNSSEC validation and against a filter";
    return what
        + (zoneIll
            ? "."
            : "; a wrong clock, an old trust anchor, or answers that were changed on their way to"
                + " it look so.");
  }
}
