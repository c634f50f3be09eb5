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
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.SourcePortTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Drops that go by the source port: one of several paths, or of several servers behind a balancer,
 * is dead, and a client that tries again from another port gets through.
 */
final class SourcePortDrops {
  private record Conclusion(Location range, boolean tested) {}

  private SourcePortDrops() {}

  static List<Finding> of(Landscape land) {
    List<Finding> findings = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      List<Visit> visits =
          land.service(transport).stream()
              .filter(
                  visit ->
                      test(land, visit).isPresent()
                          || Silence.of(land, visit)
                              .filter(silence -> explains(land, silence))
                              .isPresent())
              .toList();
      for (Group<Conclusion> group : Groups.of(visits, visit -> conclude(land, visit))) {
        findings.add(
            group.conclusion().tested()
                ? tested(land, group.visits())
                : untested(land, group.visits()));
      }
    }
    return findings;
  }

  private static Conclusion conclude(Landscape land, Visit visit) {
    return new Conclusion(location(land, visit).range(), test(land, visit).isPresent());
  }

  /**
   * A port that may be silent, whose datagrams die from one source port where others are known to
   * go by theirs: that is no proof that all of them die.
   */
  static boolean explains(Landscape land, Silence silence) {
    Location range = location(land, silence.visit()).range();
    return !silence.visit().mustAnswer()
        && range.kind() == Location.Kind.HOPS
        && land.service()
            .filter(other -> test(land, other).isPresent())
            .anyMatch(other -> location(land, other).range().equals(range));
  }

  private static Optional<SourcePortTest> test(Landscape land, Visit visit) {
    return land.seen().sourcePorts(visit.endpoint()).filter(SourcePortTest::isSplit).findFirst();
  }

  private static Optional<Ladders.Reading> ladder(Landscape land, Visit visit) {
    PathLadder.Stage stage = visit.isTcp() ? PathLadder.Stage.SYN : PathLadder.Stage.DATAGRAM;
    return Ladders.read(land, visit.endpoint(), stage);
  }

  /** What arrives at the last router may have met a dead server, or a dead way back. */
  private static Location location(Landscape land, Visit visit) {
    return ladder(land, visit)
        .filter(Ladders.Reading::diesBefore)
        .map(Ladders.Reading::location)
        .orElse(Location.unknown());
  }

  private static Finding tested(Landscape land, List<Visit> visits) {
    Location location = Location.join(visits.stream().map(visit -> location(land, visit)).toList());
    boolean placed = location.kind() == Location.Kind.HOPS;
    boolean tcp = visits.get(0).isTcp();
    Draft draft =
        draft(land, visits, location)
            .grade(Confidence.LIKELY, placed ? Blame.NETWORK : Blame.UNKNOWN)
            .progress(tcp ? "SYN" : "client datagram", tcp ? "SYN-ACK" : "any answer");
    int dead = 0;
    int asked = 0;
    for (Visit visit : visits) {
      SourcePortTest test = test(land, visit).orElseThrow();
      dead += test.dead().size();
      asked += test.ports().size();
      draft.subject(test, "silent twice from source port " + ports(test.dead()));
      draft.control(test, "answered at once from source port " + ports(test.alive()));
      ladder(land, visit).ifPresent(reading -> add(draft, reading));
    }
    String place = Wording.where(location);
    return draft
        .detail("sourcePortsSilent", dead)
        .detail("sourcePortsAsked", asked)
        .finish(
            draft.where()
                + " is dropped for some source ports ("
                + dead
                + " of "
                + asked
                + ", the same when asked again)"
                + (place.isEmpty() ? "" : " " + place)
                + " and answered at once for the others: one of several paths"
                + (placed ? "" : ", or of several servers behind this address,")
                + " is dead.",
            "a trace that keeps a silent source port, against one that keeps an answered one; and a"
                + " capture at the server");
  }

  private static Finding untested(Landscape land, List<Visit> visits) {
    Location location = Location.join(visits.stream().map(visit -> location(land, visit)).toList());
    Draft draft =
        draft(land, visits, location)
            .grade(Confidence.LIKELY, Blame.NETWORK)
            .progress("client datagram", "any answer");
    visits.forEach(visit -> ladder(land, visit).ifPresent(reading -> add(draft, reading)));
    return draft.finish(
        draft.where()
            + " is dropped from the source port that was tried, "
            + Wording.where(location)
            + ", where ports that answer are dropped for some source ports only: others may pass.",
        "traces from several source ports; or the responder of this tool at the far end");
  }

  private static Draft draft(Landscape land, List<Visit> visits, Location location) {
    return Draft.of(Cause.PORT_DROPPED)
        .about(land, visits)
        .severity(Severity.DEGRADING)
        .location(location);
  }

  private static void add(Draft draft, Ladders.Reading reading) {
    draft.subject(
        reading.test(),
        reading.test().payload().description()
            + ": the last router to answer is hop "
            + reading.lastAnswer());
    draft.control(
        reading.control(),
        reading.control().payload().description() + " arrives at hop " + reading.distance());
  }

  private static String ports(List<Integer> numbers) {
    return Wording.some(numbers.stream().map(String::valueOf).toList());
  }
}
