package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Groups.Group;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Refusal;
import dev.zprobe.diagnosis.Refusal.Who;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The target itself says that nothing listens there, or that it does not want this client. */
final class ServerRefusedRule implements Rule {
  private record Conclusion(String how, Confidence sureness) {}

  @Override
  public Cause cause() {
    return Cause.SERVER_REFUSED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A RST or ICMP error that the target sent itself: the error's own address, or a RST that"
            + " passed as many routers and took as long as the target's answers on other ports.",
        "A RST from nearer, or an error from another address (port-rejected). Where nothing can be"
            + " compared, this is claimed as possible only.",
        "A TTL ladder of the SYN: whether the RST comes from the target's own hop.",
        "service");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Refusal> refused = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      Refusal.of(land, visit)
          .filter(refusal -> refusal.who() == Who.TARGET || refusal.who() == Who.UNKNOWN)
          .ifPresent(refusal -> refused.put(visit, refusal));
    }
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(
            List.copyOf(refused.keySet()),
            visit -> new Conclusion(refused.get(visit).how(), refused.get(visit).sureness()))) {
      findings.add(finding(land, group, refused));
    }
    return findings;
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, Refusal> refused) {
    Conclusion conclusion = group.conclusion();
    boolean sure = conclusion.sureness() != Confidence.POSSIBLE;
    boolean tcp = group.first().isTcp();
    Draft draft =
        Draft.of(Cause.SERVER_REFUSED)
            .about(land, group.visits())
            .grade(conclusion.sureness(), sure ? Blame.SERVICE : Blame.UNKNOWN)
            .location(
                sure
                    ? new Location(
                        Location.Kind.TARGET,
                        0,
                        0,
                        group.visits().stream()
                            .map(visit -> visit.endpoint().address())
                            .distinct()
                            .toList())
                    : Location.unknown())
            .detail("how", conclusion.how())
            .progress(tcp ? "SYN" : "client datagram", tcp ? "SYN-ACK" : "any answer");
    for (Visit visit : group.visits()) {
      Refusal refusal = refused.get(visit);
      draft.subject(refusal.step(), refusal.how() + ": " + refusal.reason());
      land.aliveAt(visit.endpoint().address())
          .ifPresent(alive -> draft.control(alive, Wording.place(alive) + " answers"));
    }
    return draft.finish(
        draft.where()
            + (sure
                ? " is refused by the target itself (" + conclusion.how() + ")."
                : " is refused ("
                    + conclusion.how()
                    + "), most likely by the target itself; nothing shows who sent it."),
        "a TTL ladder of the SYN, or a capture with another open port of the same address");
  }
}
