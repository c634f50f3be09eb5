package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.FarEnd;
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
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.Observation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Packets to a port vanish while the host and the path are alive. */
final class PortDroppedRule implements Rule {
  private record Conclusion(Confidence confidence, Location range) {}

  @Override
  public Cause cause() {
    return Cause.PORT_DROPPED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "No answer to several spaced SYNs or valid datagrams, while another port of the address,"
            + " another address or a TTL ladder with one changed property shows that host and path"
            + " are alive; or some source ports that stay silent twice while others are answered at"
            + " once.",
        "A RST or ICMP error (port-rejected, server-refused); packets that never leave this"
            + " machine (host-firewall); an address that is dead on every port (address-blocked,"
            + " server-down); a UDP port that may be silent (udp-unproven).",
        "A TTL ladder to the port against one to a port that works.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    SourcePortDrops byPort = new SourcePortDrops(land);
    Map<Visit, Silence> silent = new LinkedHashMap<>();
    land.service()
        .filter(visit -> Refusal.ofAny(land, visit).isEmpty())
        .flatMap(visit -> Silence.of(land, visit).stream())
        .filter(silence -> !byPort.explains(silence) && isDrop(land, silence))
        .forEach(silence -> silent.put(silence.visit(), silence));
    List<Finding> findings = new ArrayList<>(byPort.findings());
    for (Transport transport : Transport.values()) {
      List<Visit> lost =
          silent.keySet().stream()
              .filter(visit -> visit.endpoint().transport() == transport)
              .toList();
      Set<InetAddress> addresses =
          lost.stream().map(visit -> visit.endpoint().address()).collect(Collectors.toSet());
      boolean total =
          land.service(transport).stream()
              .filter(visit -> addresses.contains(visit.endpoint().address()))
              .allMatch(visit -> lost.contains(visit) || !visit.mustAnswer());
      for (Group<Conclusion> group : groups(lost, silent, total)) {
        findings.add(finding(land, group, silent));
      }
    }
    return findings;
  }

  /**
   * Where addresses lose a whole transport in one place, that is one finding, whatever the ports.
   */
  private static List<Group<Conclusion>> groups(
      List<Visit> lost, Map<Visit, Silence> silent, boolean total) {
    List<Location> ranges =
        lost.stream()
            .flatMap(visit -> silent.get(visit).ladder().stream())
            .map(reading -> reading.location().range())
            .distinct()
            .toList();
    if (total && !lost.isEmpty() && ranges.size() < 2) {
      Confidence weakest =
          lost.stream()
              .map(visit -> conclude(visit, silent).confidence())
              .max(Comparator.naturalOrder())
              .orElseThrow();
      Conclusion all =
          ranges.isEmpty()
              ? new Conclusion(weakest, Location.unknown())
              : new Conclusion(located(lost, silent), ranges.get(0));
      return List.of(new Group<>(all, lost));
    }
    return Groups.of(lost, visit -> conclude(visit, silent));
  }

  /** A port that may be silent is only lost when a ladder shows it die before its target. */
  private static boolean isDrop(Landscape land, Silence silence) {
    boolean before = silence.ladder().filter(each -> !each.diesAtTarget()).isPresent();
    boolean arrives = silence.ladder().filter(Ladders.Reading::diesAtTarget).isPresent();
    if (!silence.visit().mustAnswer()) {
      // On a lossy path a ladder of few packets may end anywhere.
      return silence.ladder().filter(Ladders.Reading::diesBefore).isPresent()
              && !land.losses().isSignificant()
          || FarEnd.disproof(land, silence.visit().endpoint()).isPresent();
    }
    return switch (silence.reach()) {
      case PORT, SERVICE, EVERYTHING -> true;
      // An address that is dead as a whole has its own cause, which is told by TCP.
      case ADDRESS -> !silence.visit().isTcp() || before;
      case SERVER -> !silence.visit().isTcp() && !arrives;
    };
  }

  private static Conclusion conclude(Visit visit, Map<Visit, Silence> silent) {
    Silence silence = silent.get(visit);
    Optional<Location> location = location(visit, silent);
    Confidence confidence =
        location.isPresent()
            ? located(List.of(visit), silent)
            : silence.reach() == Reach.EVERYTHING || silence.control().isEmpty()
                ? Confidence.POSSIBLE
                : Confidence.LIKELY;
    return new Conclusion(confidence, location.orElse(Location.unknown()).range());
  }

  /**
   * What arrives at the target may be answered, and the answer kept here where nobody captured; a
   * service may hang, and then its datagrams arrive all the same; where the control's path may have
   * parted before, the next hop may be the target; and what dies before the first hop may never
   * have left this host, which only a capture tells.
   */
  private static Confidence located(List<Visit> lost, Map<Visit, Silence> silent) {
    boolean unsure =
        lost.stream()
            .anyMatch(
                visit ->
                    silent.get(visit).ladder().stream()
                        .anyMatch(
                            each ->
                                each.mayHaveParted()
                                    || each.location().first() == 0 && !isSeen(visit)
                                    || each.diesAtTarget()
                                        && !(visit.isTcp() && isCaptured(visit))));
    return unsure ? Confidence.LIKELY : Confidence.CONFIRMED;
  }

  private static boolean isSeen(Visit visit) {
    return visit.all().stream().anyMatch(step -> step.trace().captured());
  }

  private static boolean isCaptured(Visit visit) {
    return visit.connects().stream().anyMatch(step -> step.trace().captured());
  }

  /**
   * By a ladder of its own, or by those for the same port or address when they all agree and are
   * more exact: there is not always time to climb for every port.
   */
  private static Optional<Location> location(Visit visit, Map<Visit, Silence> silent) {
    Optional<Location> own = silent.get(visit).ladder().map(Ladders.Reading::location);
    List<Location> siblings =
        silent.values().stream()
            .filter(other -> isSibling(visit, other.visit()))
            .flatMap(other -> other.ladder().stream())
            .map(Ladders.Reading::location)
            .filter(each -> own.isEmpty() || own.get().isWiderThan(each))
            .toList();
    if (own.isPresent() && siblings.isEmpty()) {
      return own;
    }
    boolean agree = siblings.stream().map(Location::range).distinct().count() == 1;
    return agree ? Optional.of(siblings.get(0)) : own;
  }

  private static boolean isSibling(Visit one, Visit other) {
    Endpoint mine = one.endpoint();
    Endpoint theirs = other.endpoint();
    return mine.transport() == theirs.transport()
        && mine.isIpv4() == theirs.isIpv4()
        && (mine.port() == theirs.port()
            || mine.address().equals(theirs.address())
            || one.targets().stream().anyMatch(other.targets()::contains));
  }

  private static Finding finding(
      Landscape land, Group<Conclusion> group, Map<Visit, Silence> silent) {
    Conclusion conclusion = group.conclusion();
    Location location =
        Location.join(
            Stream.concat(
                    group.visits().stream().flatMap(visit -> location(visit, silent).stream()),
                    Stream.of(conclusion.range()))
                .toList());
    boolean shown =
        group.visits().stream()
            .allMatch(visit -> FarEnd.disproof(land, visit.endpoint()).isPresent());
    Draft draft =
        Draft.of(Cause.PORT_DROPPED)
            .about(land, group.visits())
            .grade(shown ? Confidence.CONFIRMED : conclusion.confidence(), Blame.NETWORK)
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
      silence.control().ifPresent(each -> draft.control(each, Wording.answers(each)));
      addFarEnd(draft, land, visit);
    }
    Optional<Observation> control =
        group.visits().stream().flatMap(visit -> silent.get(visit).control().stream()).findFirst();
    String while_ = control.map(each -> ", while " + Wording.answers(each)).orElse("");
    String place = Wording.where(location);
    boolean arrives =
        group.visits().stream()
            .flatMap(visit -> silent.get(visit).ladder().stream())
            .anyMatch(Ladders.Reading::diesAtTarget);
    return draft.finish(
        draft.where()
            + " is dropped"
            + (place.isEmpty() ? " somewhere on the path" : " " + place)
            + while_
            + (arrives
                ? "; what arrives there may also be answered and lost on its way back."
                : "."),
        "a TTL ladder to this port, against one to a port that works");
  }

  private static void addFarEnd(Draft draft, Landscape land, Visit visit) {
    FarEnd.disproof(land, visit.endpoint())
        .ifPresent(
            test ->
                draft.subject(
                    test,
                    test.nothingArrives()
                        ? "nothing that was sent to this port arrived at the far end"
                        : "it arrived at the far end, whose answers did not come back"));
    FarEnd.control(land, visit.endpoint())
        .filter(test -> FarEnd.disproof(land, visit.endpoint()).isPresent())
        .ifPresent(
            test ->
                draft.control(test, "the far end answers at " + Wording.place(test.endpoint())));
    FarEnd.answer(land, visit.endpoint())
        .ifPresent(
            test ->
                draft.control(
                    test, "the far end answers on this port, so that the filter goes by address"));
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
