package dev.zprobe.diagnosis;

import dev.zprobe.diagnosis.Refusal.Who;
import dev.zprobe.observation.PathLadder;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A silence that most likely is a refusal: routers limit the rate of their ICMP errors, so that of
 * many ports which a device rejects at once some stay silent.
 */
final class SilentRefusal {
  /** Linux sends six errors to one destination before it limits them to one a second. */
  private static final int RATE_LIMIT_BURST = 4;

  private SilentRefusal() {}

  static Optional<Refusal> of(Landscape land, Visit visit) {
    List<Refusal> siblings =
        siblings(land, visit, land.at(visit.endpoint().address()).stream())
            .filter(each -> !passes(land, visit, each.by().get()))
            .toList();
    return siblings.size() < RATE_LIMIT_BURST
        ? atItsRouter(land, visit)
        : Optional.of(
            new Refusal(
                visit.firstFailure().orElseThrow(),
                Who.DEVICE,
                siblings.get(0).how(),
                siblings.get(0).by(),
                Confidence.CONFIRMED,
                "silent, as ICMP errors are limited in rate, while "
                    + siblings.size()
                    + " ports of the same target are rejected"));
  }

  private static Stream<Refusal> siblings(Landscape land, Visit visit, Stream<Visit> others) {
    return others
        .filter(other -> other.endpoint().transport() == visit.endpoint().transport())
        .filter(other -> other.targets().stream().anyMatch(visit.targets()::contains))
        .flatMap(other -> Refusal.of(land, other).stream())
        .filter(each -> each.who() == Who.DEVICE && each.by().isPresent());
  }

  /** Its packets die where a router rejects others of the same target, and says so seldom. */
  private static Optional<Refusal> atItsRouter(Landscape land, Visit visit) {
    return Ladders.read(land, visit.endpoint(), PathLadder.Stage.DATAGRAM)
        .filter(reading -> !visit.isTcp() && reading.diesBefore())
        .flatMap(
            reading ->
                siblings(land, visit, land.service())
                    .filter(
                        each ->
                            Ladders.of(land, each.by().get()).last() == reading.location().first())
                    .findFirst()
                    .map(
                        each ->
                            new Refusal(
                                reading.test(),
                                Who.DEVICE,
                                each.how(),
                                each.by(),
                                Confidence.LIKELY,
                                "silent, and its packets get no further than the router that"
                                    + " rejects others of the same target")));
  }

  /** A ladder to this endpoint is answered from beyond that router: it lets this port pass. */
  private static boolean passes(Landscape land, Visit visit, InetAddress router) {
    int hop = Ladders.of(land, router).last();
    return hop > 0
        && land.seen()
            .each(PathLadder.class)
            .filter(each -> each.endpoint().equals(visit.endpoint()))
            .anyMatch(each -> each.lastRouter() > hop);
  }
}
