package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Refusal;
import dev.zprobe.diagnosis.Refusal.Who;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.PathLadder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A device other than the target answers the first packet with no. */
final class PortRejectedRule implements Rule {
  private record Conclusion(String how, Optional<InetAddress> by, Confidence sureness) {}

  @Override
  public Cause cause() {
    return Cause.PORT_REJECTED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "An ICMP error from an address that is not the target's; or a RST that passed fewer"
            + " routers, or came sooner, than the target's own packets.",
        "The target's own RST or port unreachable (server-refused), told by TTL, IP identification"
            + " and round trip against its other ports; an error of this machine (host-firewall);"
            + " net or host unreachable (network-unreachable, server-down).",
        "A TTL ladder of the SYN: whether the RST comes before the target is reached.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Refusal> rejected = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      Refusal.ofAny(land, visit)
          .filter(refusal -> refusal.who() == Who.DEVICE)
          .ifPresent(refusal -> rejected.put(visit, refusal));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(
            List.copyOf(rejected.keySet()),
            visit -> {
              Refusal refusal = rejected.get(visit);
              return new Conclusion(refusal.how(), refusal.by(), refusal.sureness());
            })) {
      findings.add(finding(land, group, rejected));
    }
    return findings;
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, Refusal> rejected) {
    Conclusion conclusion = group.conclusion();
    boolean tcp = group.first().isTcp();
    Draft draft =
        Draft.of(Cause.PORT_REJECTED)
            .about(land, group.visits())
            .grade(conclusion.sureness(), Blame.NETWORK)
            .detail("how", conclusion.how())
            .progress(tcp ? "SYN" : "client datagram", tcp ? "SYN-ACK" : "any answer");
    conclusion.by().ifPresent(by -> draft.detail("rejectedBy", Addresses.text(by)));
    Location location =
        conclusion
            .by()
            .map(by -> Ladders.of(land, by))
            .orElseGet(
                () ->
                    Ladders.read(land, group.first().endpoint(), PathLadder.Stage.SYN)
                        .map(Ladders.Reading::location)
                        .orElse(Location.unknown()));
    draft.location(location);
    group
        .visits()
        .forEach(
            visit -> {
              Refusal refusal = rejected.get(visit);
              draft.subject(refusal.step(), refusal.how() + ": " + refusal.reason());
            });
    group.visits().stream()
        .flatMap(visit -> land.aliveAt(visit.endpoint().address()).stream())
        .findFirst()
        .ifPresent(alive -> draft.control(alive, Wording.place(alive) + " answers"));
    String who =
        conclusion.by().map(by -> "by " + Addresses.text(by)).orElse("by a device on the path");
    return draft.finish(
        draft.where() + " is rejected " + who + " (" + conclusion.how() + "), not by the target.",
        "a TTL ladder of the SYN, which shows how far it gets before the RST");
  }
}
