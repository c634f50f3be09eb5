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
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Silence.Reach;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.Observation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Packets to a port vanish while the host and the path are alive. */
final class PortDroppedRule implements Rule {
  private record Conclusion(Confidence confidence, Reach reach, Location location) {}

  @Override
  public Cause cause() {
    return Cause.PORT_DROPPED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "No answer to several spaced SYNs or valid datagrams, while another port of the address,"
            + " another address or a TTL ladder with one changed property shows that host and path"
            + " are alive.",
        "A RST or ICMP error (port-rejected, server-refused); packets that never leave this"
            + " machine (host-firewall); an address that is dead on every port (address-blocked,"
            + " server-down); a UDP port that may be silent (udp-unproven).",
        "A TTL ladder to the port against one to a port that works.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Silence> silent = new LinkedHashMap<>();
    land.service()
        .filter(visit -> Refusal.ofAny(land, visit).isEmpty())
        .flatMap(visit -> Silence.of(land, visit).stream())
        .filter(PortDroppedRule::isDrop)
        .forEach(silence -> silent.put(silence.visit(), silence));
    List<Finding> findings = new ArrayList<>();
    for (Group<Conclusion> group :
        Groups.of(List.copyOf(silent.keySet()), visit -> conclude(silent.get(visit)))) {
      findings.add(finding(land, group, silent));
    }
    return findings;
  }

  /** A port that may be silent is only lost when a ladder shows it die before its target. */
  private static boolean isDrop(Silence silence) {
    boolean before = silence.ladder().filter(each -> !each.diesAtTarget()).isPresent();
    boolean arrives = silence.ladder().filter(Ladders.Reading::diesAtTarget).isPresent();
    if (!silence.visit().mustAnswer()) {
      return before;
    }
    return switch (silence.reach()) {
      case PORT, SERVICE, EVERYTHING -> true;
      // An address that is dead as a whole has its own cause, which is told by TCP.
      case ADDRESS -> !silence.visit().isTcp() || before;
      case SERVER -> !silence.visit().isTcp() && !arrives;
    };
  }

  private static Conclusion conclude(Silence silence) {
    Optional<Ladders.Reading> ladder = silence.ladder();
    Confidence confidence =
        ladder.isPresent()
            ? Confidence.CONFIRMED
            : silence.reach() == Reach.EVERYTHING || silence.control().isEmpty()
                ? Confidence.POSSIBLE
                : Confidence.LIKELY;
    return new Conclusion(confidence, silence.reach(), location(silence).range());
  }

  private static Location location(Silence silence) {
    return silence.ladder().map(Ladders.Reading::location).orElse(Location.unknown());
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, Silence> silent) {
    Conclusion conclusion = group.conclusion();
    Location location =
        Location.join(group.visits().stream().map(v -> location(silent.get(v))).toList());
    Draft draft =
        Draft.of(Cause.PORT_DROPPED)
            .about(land, group.visits())
            .grade(conclusion.confidence(), Blame.NETWORK)
            .location(location);
    boolean tcp = group.first().isTcp();
    draft.progress(tcp ? "SYN" : "client datagram", tcp ? "SYN-ACK" : "any answer");
    for (Visit visit : group.visits()) {
      visit.all().stream()
          .filter(step -> step.failure().isPresent())
          .forEach(step -> draft.subject(step, tried(step)));
    }
    for (Visit visit : group.visits()) {
      Silence silence = silent.get(visit);
      silence.ladder().ifPresent(reading -> addLadder(draft, reading));
      silence.control().ifPresent(each -> draft.control(each, Wording.place(each) + " answers"));
    }
    Optional<Observation> control = silent.get(group.first()).control();
    String while_ = control.map(each -> ", while " + Wording.place(each) + " answers").orElse("");
    String place = Wording.where(location);
    return draft.finish(
        draft.where()
            + " is dropped"
            + (place.isEmpty() ? " somewhere on the path" : " " + place)
            + while_
            + ".",
        "a TTL ladder to this port, against one to a port that works");
  }

  private static void addLadder(Draft draft, Ladders.Reading reading) {
    draft.subject(
        reading.test(),
        "with rising TTL, the last router to answer is hop " + reading.lastAnswer());
    draft.control(
        reading.control(),
        "the control ("
            + reading.control().payload().description()
            + ") arrives at hop "
            + reading.distance());
  }

  private static String tried(Observation step) {
    int syns = step.trace().numbers(Content.SYN, true).size();
    int datagrams = step.trace().numbers(Content.DATAGRAM, true).size();
    int count = Math.max(syns, datagrams);
    return (count == 0 ? "tries" : count + " packets left this host")
        + ", no answer within "
        + Wording.millis(step.stamp().elapsed());
  }
}
