package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Groups;
import dev.zprobe.diagnosis.Ladders;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.SourcePortTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Drops that go by the source port, as where one of several paths, or of several servers behind a
 * balancer, is dead: a client that tries again from another port gets through.
 */
final class SourcePortDrops {
  /** Split endpoints that make the same of one that lost all of eight source ports. */
  private static final int ENOUGH_SPLIT = 3;

  private final Landscape land;
  private final Map<Endpoint, SourcePortTest> split = new HashMap<>();

  SourcePortDrops(Landscape land) {
    this.land = land;
    land.seen()
        .each(SourcePortTest.class)
        .filter(SourcePortTest::isSplit)
        .forEach(each -> split.putIfAbsent(each.endpoint(), each));
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (split.isEmpty()) {
      return unevenly();
    }
    for (Transport transport : Transport.values()) {
      List<Visit> visits =
          land.service(transport).stream()
              .filter(visit -> isSplit(visit) || isUneven(visit) || isExplained(visit))
              .toList();
      Map<Location, List<Visit>> byRange =
          visits.stream()
              .collect(
                  Collectors.groupingBy(
                      visit -> location(visit).range(), LinkedHashMap::new, Collectors.toList()));
      byRange.forEach((range, members) -> findings.addAll(findings(range, members)));
    }
    return findings;
  }

  private boolean isExplained(Visit visit) {
    return Silence.of(land, visit).filter(this::explains).isPresent();
  }

  /** It must answer, did not, and did later, which nobody tried on purpose. */
  private boolean isUneven(Visit visit) {
    return visit.isSilent() && visit.mustAnswer() && Silence.answeredLater(land, visit).isPresent();
  }

  private List<Finding> unevenly() {
    List<Visit> some =
        land.service().filter(visit -> !land.losses().isSignificant() && isUneven(visit)).toList();
    return Groups.rectangles(some).stream().map(this::unevenly).toList();
  }

  private Finding unevenly(List<Visit> visits) {
    Draft draft = draft(visits, Location.unknown()).grade(Confidence.POSSIBLE, Blame.UNKNOWN);
    visits.forEach(visit -> addUntested(draft, visit));
    return draft.finish(
        draft.where()
            + " gave no answer and did so later, as where one of several paths or servers is dead,"
            + " or where one was too busy for a while.",
        "several source ports, the silent ones again");
  }

  private boolean isSplit(Visit visit) {
    return split.containsKey(visit.endpoint());
  }

  /** What dies in one place on the path is one finding: more endpoints lie behind it. */
  private List<Finding> findings(Location range, List<Visit> members) {
    if (range.kind() != Location.Kind.HOPS) {
      return Groups.rectangles(members).stream().map(this::finding).toList();
    }
    return List.of(finding(members));
  }

  private Finding finding(List<Visit> visits) {
    return visits.stream().anyMatch(this::isSplit) ? tested(visits) : untested(visits);
  }

  /**
   * Its packets die from the source ports that were tried, where others are known to die by theirs,
   * or at no place that is known: that is no proof that all of them do.
   */
  boolean explains(Silence silence) {
    Visit visit = silence.visit();
    Location own = own(visit).range();
    if (own.kind() == Location.Kind.HOPS) {
      return located(other -> true).anyMatch(own::equals);
    }
    boolean asked = land.seen().sourcePorts(visit.endpoint()).findAny().isPresent();
    // All of eight die by chance once in 128 times, and there may be dozens of endpoints.
    return ladder(visit).isEmpty()
        && located(other -> isAlike(visit, other)).count() >= (asked ? ENOUGH_SPLIT : 1);
  }

  /** The places where split endpoints lose what they lose, one for each. */
  private Stream<Location> located(Predicate<Visit> which) {
    return land.service()
        .filter(other -> isSplit(other) && which.test(other))
        .map(other -> own(other).range())
        .filter(range -> range.kind() == Location.Kind.HOPS);
  }

  private static boolean isAlike(Visit one, Visit other) {
    return one.isTcp() == other.isTcp() && one.endpoint().isIpv4() == other.endpoint().isIpv4();
  }

  private Optional<Ladders.Reading> ladder(Visit visit) {
    PathLadder.Stage stage = visit.isTcp() ? PathLadder.Stage.SYN : PathLadder.Stage.DATAGRAM;
    return Ladders.read(land, visit.endpoint(), stage);
  }

  /** What arrives at the last router may have met a dead server, or a dead way back. */
  private Location own(Visit visit) {
    return ladder(visit)
        .filter(Ladders.Reading::diesBefore)
        .map(Ladders.Reading::location)
        .orElse(Location.unknown());
  }

  /** Where there was no time for a ladder, the place of its like, or of all, if they agree. */
  private Location location(Visit visit) {
    Location own = own(visit);
    if (own.kind() == Location.Kind.HOPS || ladder(visit).isPresent()) {
      return own;
    }
    Set<Location> alike = located(other -> isAlike(visit, other)).collect(Collectors.toSet());
    Set<Location> all = alike.isEmpty() ? located(any -> true).collect(Collectors.toSet()) : alike;
    return all.size() == 1 ? all.iterator().next() : own;
  }

  private Finding tested(List<Visit> visits) {
    Location location = Location.join(visits.stream().map(this::location).toList());
    boolean placed = location.kind() == Location.Kind.HOPS;
    Draft draft =
        draft(visits, location).grade(Confidence.LIKELY, placed ? Blame.NETWORK : Blame.UNKNOWN);
    int dead = 0;
    int asked = 0;
    for (Visit visit : visits) {
      SourcePortTest test = split.get(visit.endpoint());
      if (test == null) {
        addUntested(draft, visit);
        continue;
      }
      dead += test.dead().size();
      asked += test.ports().size();
      draft.subject(test, "silent twice from source port " + ports(test.dead()));
      draft.control(test, "answered at once from source port " + ports(test.alive()));
      ladder(visit).ifPresent(reading -> add(draft, reading));
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
                + " and answered at once for the others, as where one of several paths"
                + (placed ? "" : ", or of several servers behind this address,")
                + " is dead or a table of connections is full.",
            "a trace that keeps a silent source port, against one that keeps an answered one; and a"
                + " capture at the server");
  }

  private Finding untested(List<Visit> visits) {
    Location location = Location.join(visits.stream().map(this::location).toList());
    String place = Wording.where(location);
    Draft draft =
        draft(visits, location)
            .grade(
                place.isEmpty() ? Confidence.POSSIBLE : Confidence.LIKELY,
                place.isEmpty() ? Blame.UNKNOWN : Blame.NETWORK);
    visits.forEach(visit -> addUntested(draft, visit));
    return draft.finish(
        draft.where()
            + " is dropped from the source ports that were tried"
            + (place.isEmpty() ? "" : ", " + place)
            + "; elsewhere packets are dropped for some source ports only, so that others may"
            + " pass.",
        "traces from several source ports; or the responder of this tool at the far end");
  }

  private Draft draft(List<Visit> visits, Location location) {
    boolean tcp = visits.get(0).isTcp();
    return Draft.of(Cause.PORT_DROPPED)
        .about(land, visits)
        .severity(Severity.DEGRADING)
        .location(location)
        .progress(tcp ? "SYN" : "client datagram", tcp ? "SYN-ACK" : "any answer");
  }

  private void addUntested(Draft draft, Visit visit) {
    visit
        .firstFailure()
        .ifPresent(step -> draft.subject(step, "no answer from the source ports that were tried"));
    Silence.answeredLater(land, visit)
        .ifPresent(each -> draft.control(each, "the same port answers later"));
    ladder(visit).ifPresent(reading -> add(draft, reading));
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
