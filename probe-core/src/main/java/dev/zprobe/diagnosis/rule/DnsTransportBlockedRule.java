package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.PathLadder;
import java.util.ArrayList;
import java.util.List;

/** DNS dies over one transport and works over the other. */
final class DnsTransportBlockedRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.DNS_TRANSPORT_BLOCKED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "At one resolver every query over UDP dies and queries over TCP are answered, or the"
            + " reverse. TCP alone that is lost is a note: few answers need it.",
        "Both transports are dead (dns-unreachable); single queries that are lost.",
        "A TTL ladder of a query over the lost transport.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Names names = Names.of(land);
    List<Finding> findings = new ArrayList<>();
    Names.byResolver(names.system())
        .forEach(
            (resolver, lookups) -> {
              for (Transport lost : Transport.values()) {
                List<DnsLookup> dead = over(lookups, lost);
                List<DnsLookup> other =
                    lookups.stream()
                        .filter(each -> each.server().endpoint().transport() != lost)
                        .filter(Names::answered)
                        .toList();
                boolean allDead = !dead.isEmpty() && dead.stream().allMatch(each -> lost(each));
                if (allDead && !other.isEmpty()) {
                  findings.add(finding(land, lost, dead, other));
                }
              }
            });
    return findings;
  }

  private static List<DnsLookup> over(List<DnsLookup> lookups, Transport transport) {
    return lookups.stream()
        .filter(each -> each.server().endpoint().transport() == transport)
        .toList();
  }

  private static boolean lost(DnsLookup each) {
    return each.failedWith(FailureCode.DNS_TIMEOUT) || each.failedWith(FailureCode.DNS_REJECTED);
  }

  private static Finding finding(
      Landscape land, Transport lost, List<DnsLookup> dead, List<DnsLookup> other) {
    List<String> asked = dead.stream().map(each -> each.question().name()).distinct().toList();
    boolean rejected = dead.stream().anyMatch(each -> each.failedWith(FailureCode.DNS_REJECTED));
    Draft draft =
        Draft.of(Cause.DNS_TRANSPORT_BLOCKED)
            .scope(Names.scope(dead, asked))
            .severity(lost == Transport.TCP ? Severity.NOTE : land.severityOfNames(asked))
            .grade(rejected ? Confidence.CONFIRMED : Confidence.LIKELY, Blame.NETWORK)
            .location(location(land, dead.get(0).server().endpoint()))
            .detail("transport", lost.text())
            .progress("query", "answer");
    dead.forEach(each -> draft.subject(each, Names.said(each)));
    other.stream().limit(4).forEach(each -> draft.control(each, Names.said(each)));
    return draft.finish(
        "DNS over "
            + lost.name()
            + " to "
            + Wording.addresses(Names.at(dead).addresses())
            + " gets no answer, and over the other transport it does.",
        "a TTL ladder of a query over " + lost.name());
  }

  private static Location location(Landscape land, Endpoint resolver) {
    return Ladders.read(land, resolver, PathLadder.Stage.DNS_QUERY)
        .map(Ladders.Reading::location)
        .orElse(Location.unknown());
  }
}
