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
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.diagnosis.Visit;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import java.util.List;
import java.util.Optional;

/** IPv6 fails where IPv4 works. */
final class Ipv6BrokenRule implements Rule {
  @Override
  public Cause cause() {
    return Cause.IPV6_BROKEN;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Every IPv6 endpoint of the service stays without an answer or is reported unreachable, and"
            + " the same targets work over IPv4.",
        "A host without IPv6 (nothing, unless names give only IPv6); one IPv6 address or port of"
            + " several (address-blocked, port-dropped); IPv4 fails the same way.",
        "A TTL ladder over IPv6.",
        "network");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    List<Visit> six =
        land.service()
            .filter(visit -> !visit.endpoint().isIpv4() && visit.wasTested())
            .filter(visit -> !visit.endpoint().address().isLoopbackAddress())
            .filter(visit -> visit.mustAnswer() || !visit.silentUdp())
            .toList();
    boolean allLost = !six.isEmpty() && six.stream().allMatch(Ipv6BrokenRule::diesOnPath);
    Optional<Visit> four =
        land.service()
            .filter(visit -> visit.endpoint().isIpv4() && visit.works())
            .filter(
                visit ->
                    six.stream()
                        .anyMatch(
                            other -> other.targets().stream().anyMatch(visit.targets()::contains)))
            .findFirst();
    boolean fourLost =
        land.service()
            .filter(visit -> visit.endpoint().isIpv4() && visit.mustAnswer() && visit.wasTested())
            .allMatch(visit -> !visit.works());
    if (!allLost || four.isEmpty() || fourLost) {
      return List.of();
    }
    List<Visit> same = six.stream().filter(visit -> worksOverIpv4(land, visit)).toList();
    if (same.size() * 2 <= six.size()) {
      return List.of(); // Both families fail for most targets: it is not the family.
    }
    boolean rejected =
        six.stream().anyMatch(visit -> !visit.firstFailure().get().failure().get().isSilent());
    List<Location> located =
        six.stream()
            .flatMap(
                visit ->
                    Ladders.read(
                        land,
                        visit.endpoint(),
                        visit.isTcp() ? PathLadder.Stage.SYN : PathLadder.Stage.DATAGRAM)
                        .stream())
            .map(Ladders.Reading::location)
            .toList();
    Draft draft =
        Draft.of(Cause.IPV6_BROKEN)
            .about(land, six)
            .stage(Stage.PATH)
            .grade(
                rejected || !located.isEmpty() ? Confidence.CONFIRMED : Confidence.LIKELY,
                Blame.NETWORK)
            .location(
                located.stream().map(Location::range).distinct().count() == 1
                    ? Location.join(located)
                    : Location.unknown())
            .progress("SYN", "SYN-ACK");
    six.forEach(
        visit ->
            visit
                .firstFailure()
                .ifPresent(step -> draft.subject(step, step.failure().get().code().meaning())));
    four.get().all().stream()
        .filter(Observation::worked)
        .findFirst()
        .ifPresent(step -> draft.control(step, Wording.place(step) + " answers over IPv4"));
    return List.of(
        draft.finish(
            "IPv6 to the service fails at " + six.size() + " endpoints, where IPv4 works.",
            "a TTL ladder over IPv6"));
  }

  private static boolean worksOverIpv4(Landscape land, Visit six) {
    return land.service()
        .filter(visit -> visit.endpoint().isIpv4())
        .filter(visit -> visit.endpoint().port() == six.endpoint().port())
        .filter(visit -> visit.targets().stream().anyMatch(six.targets()::contains))
        .anyMatch(Visit::works);
  }

  /** Lost on its way: silent, or turned away by a router; a local failure is no matter of paths. */
  private static boolean diesOnPath(Visit visit) {
    if (visit.connected() || visit.answered()) {
      return false;
    }
    return visit
        .firstFailure()
        .flatMap(Observation::failure)
        .filter(
            failure ->
                failure.isSilent()
                    || failure.is(FailureCode.CONNECT_UNREACHABLE)
                    || failure.is(FailureCode.CONNECT_PROHIBITED)
                    || failure.is(FailureCode.UDP_REJECTED))
        .isPresent();
  }
}
