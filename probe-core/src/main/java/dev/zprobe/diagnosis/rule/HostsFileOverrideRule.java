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
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.HostFacts;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hosts file maps a service name. */
final class HostsFileOverrideRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.HOSTS_FILE_OVERRIDE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A line of the hosts file maps a name of the service. It is a note while the address is"
            + " also what resolvers give, or works with a valid certificate.",
        "The same address from a resolver (dns-hijacked, dns-blocked); a line for another name.",
        "The address that an independent resolver gives.",
        "host");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    List<Finding> findings = new ArrayList<>();
    for (DnsLookup line : Names.of(names.all(), Role.HOSTS_FILE)) {
      findings.add(finding(land, names, line));
    }
    return findings;
  }

  private static Finding finding(Landscape land, Names names, DnsLookup line) {
    String name = line.question().name();
    List<InetAddress> given = line.answer().addresses();
    List<InetAddress> others =
        names.all().stream()
            .filter(each -> each.server().role() != Role.HOSTS_FILE && Names.resolves(each))
            .filter(each -> each.question().name().equals(name))
            .flatMap(each -> each.answer().addresses().stream())
            .toList();
    List<Visit> visits =
        land.service()
            .filter(visit -> given.contains(visit.endpoint().address()))
            .filter(visit -> visit.names().contains(name))
            .toList();
    boolean harmless =
        given.stream().allMatch(others::contains)
            || (!visits.isEmpty() && visits.stream().noneMatch(Visit::fails));
    List<HostFacts.HostsEntry> entries =
        land.host().stream()
            .flatMap(facts -> facts.hostsFile().stream())
            .filter(entry -> entry.name().equals(name) && given.contains(entry.address()))
            .toList();
    Draft draft =
        Draft.of(Cause.HOSTS_FILE_OVERRIDE)
            .scope(new Scope(Optional.empty(), List.of(), given, List.of(name)))
            .severity(
                harmless
                    ? Severity.NOTE
                    : visits.isEmpty()
                        ? land.severityOfNames(List.of(name))
                        : land.severityOf(visits))
            .grade(Confidence.CONFIRMED, Blame.HOST)
            .onThisHost()
            .detail("name", name)
            .detail("address", Wording.addresses(given))
            .subject(line, "the hosts file maps it to " + Wording.addresses(given));
    entries.stream().findFirst().ifPresent(entry -> draft.detail("line", entry.line()));
    names.all().stream()
        .filter(each -> each.server().role() != Role.HOSTS_FILE && Names.resolves(each))
        .filter(each -> each.question().name().equals(name))
        .forEach(each -> draft.control(each, Names.said(each)));
    visits.stream()
        .flatMap(visit -> visit.firstFailure().stream())
        .forEach(step -> draft.subject(step, step.failure().orElseThrow().code().meaning()));
    return draft.finish(
        "The hosts file of this machine maps "
            + name
            + " to "
            + Wording.addresses(given)
            + (others.isEmpty()
                ? "."
                : ", where resolvers give " + Wording.addresses(others) + "."),
        "");
  }
}
