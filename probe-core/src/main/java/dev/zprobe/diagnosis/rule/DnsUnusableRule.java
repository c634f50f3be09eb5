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
import dev.zprobe.observation.DnsLookup;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Right addresses of a family that this host does not have. */
final class DnsUnusableRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_UNUSABLE;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "The resolver gives addresses of one family only, and this host has no address or route of"
            + " that family.",
        "Both families are given (nothing); the family is there and fails on the path"
            + " (ipv6-broken).",
        "The same question for the other record type.",
        "resolver");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    List<Finding> findings = new ArrayList<>();
    for (boolean six : new boolean[] {true, false}) {
      List<String> unusable =
          names.names().stream()
              .filter(name -> onlyFamily(names, name, six))
              .filter(name -> !hasFamily(land, names, name, six))
              .toList();
      if (!unusable.isEmpty()) {
        findings.add(finding(land, names, unusable, six));
      }
    }
    return findings;
  }

  private static boolean onlyFamily(Names names, String name, boolean six) {
    List<InetAddress> given = Names.addresses(names.system(name));
    return !given.isEmpty() && given.stream().allMatch(each -> isSix(each) == six);
  }

  /** The host's own tables, or else what happened at the addresses. */
  private static boolean hasFamily(Landscape land, Names names, String name, boolean six) {
    Set<InetAddress> given = Set.copyOf(Names.addresses(names.system(name)));
    List<Visit> visits = given.stream().flatMap(each -> land.at(each).stream()).toList();
    boolean local = !visits.isEmpty() && visits.stream().allMatch(Visit::hasNoRoute);
    boolean addressed =
        land.host().stream()
            .flatMap(facts -> facts.interfaces().stream())
            .filter(each -> each.up() && !each.loopback())
            .flatMap(each -> each.addresses().stream())
            .anyMatch(each -> isSix(each) == six && !each.isLinkLocalAddress());
    if (given.stream().allMatch(InetAddress::isLoopbackAddress)) {
      return true;
    }
    return land.host().isPresent() ? addressed && !local : !local;
  }

  private static boolean isSix(InetAddress address) {
    return address instanceof Inet6Address;
  }

  private static Finding finding(Landscape land, Names names, List<String> unusable, boolean six) {
    List<DnsLookup> system =
        unusable.stream().flatMap(name -> names.system(name).stream()).toList();
    String family = six ? "IPv6" : "IPv4";
    Draft draft =
        Draft.of(Cause.DNS_UNUSABLE)
            .scope(new Scope(Optional.empty(), List.of(), Names.addresses(system), unusable))
            .severity(land.severityOfNames(unusable))
            .grade(Confidence.CONFIRMED, Blame.RESOLVER)
            .location(Names.at(system))
            .progress("answer", "an address of a family that this host has");
    system.forEach(each -> draft.subject(each, Names.said(each)));
    unusable.stream()
        .flatMap(name -> names.independent(name).stream())
        .filter(Names::resolves)
        .forEach(each -> draft.control(each, Names.said(each)));
    return draft.finish(
        "The resolver gives only "
            + family
            + " addresses for "
            + Wording.some(unusable)
            + ", and this machine has no "
            + family
            + ".",
        "");
  }
}
