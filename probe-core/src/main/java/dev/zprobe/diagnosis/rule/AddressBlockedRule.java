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
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Silence;
import dev.zprobe.diagnosis.Silence.Reach;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every port of one address is lost while another address of the service works. */
final class AddressBlockedRule implements Rule {
  private record Conclusion(Confidence confidence, Location location) {}

  @Override
  public Cause cause() {
    return Cause.ADDRESS_BLOCKED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Every TCP port that was tried at an address stays silent, nothing else answers from it,"
            + " and another address of the same service works.",
        "One port that is silent at every address (port-dropped); an address whose last router is"
            + " reached (server-down); all IPv6 addresses at once (ipv6-broken).",
        "A TTL ladder to the address against one to an address that works.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    SourcePortDrops byPort = new SourcePortDrops(land);
    Map<InetAddress, Silence> lost = new LinkedHashMap<>();
    for (Visit visit : land.service(Transport.TCP)) {
      Silence.of(land, visit)
          .filter(silence -> silence.reach() == Reach.ADDRESS)
          .filter(silence -> !byPort.explains(silence))
          .ifPresent(silence -> lost.putIfAbsent(visit.endpoint().address(), silence));
    }
    Map<Visit, Silence> covered = new LinkedHashMap<>();
    lost.forEach(
        (address, silence) ->
            land.at(address).stream()
                .filter(visit -> !visit.isControl() && visit.fails())
                .forEach(visit -> covered.put(visit, silence)));
    List<Finding> findings = new ArrayList<>();
    Map<Conclusion, List<Visit>> groups = new LinkedHashMap<>();
    covered.forEach(
        (visit, silence) ->
            groups.computeIfAbsent(conclude(silence), key -> new ArrayList<>()).add(visit));
    groups.forEach(
        (how, visits) ->
            Groups.byAddress(visits)
                .forEach(part -> findings.add(finding(land, how, part, covered))));
    return findings;
  }

  private static Conclusion conclude(Silence silence) {
    return new Conclusion(
        silence.ladder().filter(Ladders.Reading::diesBefore).isPresent()
            ? Confidence.CONFIRMED
            : Confidence.LIKELY,
        location(silence).range());
  }

  private static Location location(Silence silence) {
    return silence.ladder().map(Ladders.Reading::location).orElse(Location.unknown());
  }

  private static Finding finding(
      Landscape land, Conclusion how, List<Visit> visits, Map<Visit, Silence> covered) {
    Location location =
        Location.join(visits.stream().map(visit -> location(covered.get(visit))).toList());
    Draft draft =
        Draft.of(Cause.ADDRESS_BLOCKED)
            .about(land, visits)
            .stage(Stage.TCP)
            .grade(how.confidence(), Blame.NETWORK)
            .location(location)
            .progress("SYN", "SYN-ACK");
    for (Visit visit : visits) {
      visit.firstFailure().ifPresent(step -> draft.subject(step, "no answer"));
    }
    for (Visit visit : visits) {
      Silence silence = covered.get(visit);
      silence
          .control()
          .ifPresent(
              alive -> draft.control(alive, Wording.place(alive) + ", same service, answers"));
      silence
          .ladder()
          .ifPresent(
              reading -> {
                draft.subject(
                    reading.test(), "the last router to answer is hop " + reading.lastAnswer());
                draft.control(
                    reading.control(), "the control arrives at hop " + reading.distance());
              });
    }
    String place = Wording.where(location);
    return draft.finish(
        "Every TCP port that was tried at "
            + Wording.addresses(
                visits.stream().map(v -> v.endpoint().address()).distinct().toList())
            + " is dropped"
            + (place.isEmpty() ? "" : " " + place)
            + ", while another address of the same service works.",
        "a TTL ladder to the address, against one to an address that works");
  }
}
