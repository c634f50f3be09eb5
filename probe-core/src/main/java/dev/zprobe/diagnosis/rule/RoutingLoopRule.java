package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.PathLadder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Packets go round between routers until they run out of hops. */
final class RoutingLoopRule implements Rule {
  private static final int NORMAL_TTL = 32;

  @Override
  public Cause cause() {
    return Cause.ROUTING_LOOP;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "A packet with the usual TTL draws time exceeded; with rising TTL, the same routers answer"
            + " in turn.",
        "Net or host unreachable (network-unreachable); time exceeded for a packet that was sent"
            + " with a small TTL, as a ladder does.",
        "A TTL ladder: the same routers in turn.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    Map<Visit, Unreachable> looping = new LinkedHashMap<>();
    for (Visit visit : land.service().toList()) {
      Unreachable report = Unreachable.of(land, visit);
      if (report.isLoop() && leftWithUsualTtl(report)) {
        looping.put(visit, report);
      }
    }
    // Routers know addresses, not ports: one finding for each family.
    List<Finding> findings = new ArrayList<>();
    for (boolean four : new boolean[] {true, false}) {
      List<Visit> visits =
          looping.keySet().stream().filter(visit -> visit.endpoint().isIpv4() == four).toList();
      if (!visits.isEmpty()) {
        findings.add(finding(land, visits, looping));
      }
    }
    return findings;
  }

  private static boolean leftWithUsualTtl(Unreachable report) {
    return report.step().orElseThrow().trace().frames().stream()
        .filter(Frame::outgoing)
        .allMatch(frame -> frame.ttl() >= NORMAL_TTL);
  }

  private static Finding finding(
      Landscape land, List<Visit> visits, Map<Visit, Unreachable> looping) {
    Set<InetAddress> offenders = new LinkedHashSet<>();
    visits.forEach(visit -> looping.get(visit).error().ifPresent(e -> offenders.add(e.offender())));
    Map<InetAddress, Integer> firstAt = new LinkedHashMap<>();
    Set<InetAddress> repeated = new LinkedHashSet<>();
    for (Visit visit : visits) {
      land.seen()
          .each(PathLadder.class)
          .filter(ladder -> ladder.endpoint().address().equals(visit.endpoint().address()))
          .flatMap(ladder -> ladder.hops().stream())
          .filter(hop -> hop.reply() == PathLadder.Reply.TIME_EXCEEDED && hop.from().isPresent())
          .forEach(
              hop -> {
                Integer first = firstAt.putIfAbsent(hop.from().get(), hop.ttl());
                if (first != null && hop.ttl() > first) {
                  repeated.add(hop.from().get());
                }
              });
    }
    List<InetAddress> routers = List.copyOf(repeated.isEmpty() ? offenders : repeated);
    int first = routers.stream().mapToInt(each -> firstAt.getOrDefault(each, 0)).min().orElse(0);
    int last = routers.stream().mapToInt(each -> firstAt.getOrDefault(each, 0)).max().orElse(0);
    Draft draft =
        Draft.of(Cause.ROUTING_LOOP)
            .about(land, visits)
            .stage(Stage.PATH)
            .grade(Confidence.CONFIRMED, Blame.NETWORK)
            .location(
                repeated.isEmpty()
                    ? new Location(Location.Kind.UNKNOWN, 0, 0, routers)
                    : Location.hops(first, last, routers))
            .detail("routers", routers.stream().map(Addresses::text).toList())
            .progress(
                visits.get(0).isTcp() ? "SYN" : "client datagram",
                visits.get(0).isTcp() ? "SYN-ACK" : "any answer");
    visits.forEach(
        visit ->
            draft.subject(
                looping.get(visit).step().orElseThrow(),
                looping.get(visit).text() + " although the packet left with the usual TTL"));
    return draft.finish(
        draft.where()
            + " is never reached: packets go round between routers ("
            + Wording.addresses(routers)
            + ") until their TTL is used up.",
        "");
  }
}
