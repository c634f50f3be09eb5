package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FarEndTest;
import java.util.List;
import java.util.Optional;

/**
 * What our own responder says of the path: the same transport and port to another address, where
 * somebody answers for certain. A filter that goes by addresses is not seen by it.
 */
public final class FarEnd {
  private FarEnd() {}

  /**
   * A test that shows this port open in both directions, where nothing speaks against it: an
   * endpoint of the service that must answer at this port and is silent shows a filter that goes by
   * address.
   */
  public static Optional<FarEndTest> proof(Landscape land, Endpoint endpoint) {
    boolean contradicted =
        land.service()
            .filter(visit -> sameKind(visit.endpoint(), endpoint))
            .filter(visit -> visit.endpoint().port() == endpoint.port())
            .anyMatch(visit -> visit.mustAnswer() && visit.fails());
    return contradicted ? Optional.empty() : answer(land, endpoint);
  }

  /** A test of this port that was answered, whatever else is silent there. */
  public static Optional<FarEndTest> answer(Landscape land, Endpoint endpoint) {
    return samePort(land, endpoint).stream().filter(FarEndTest::worksBothWays).findFirst();
  }

  /**
   * A test that shows this port closed on the way: none of its requests arrived, or none of the
   * answers came back, while another port of the responder works over the same transport.
   */
  public static Optional<FarEndTest> disproof(Landscape land, Endpoint endpoint) {
    List<FarEndTest> tests = samePort(land, endpoint);
    boolean lost =
        !tests.isEmpty()
            && tests.stream().allMatch(each -> each.nothingArrives() || each.nothingComesBack());
    return lost && control(land, endpoint).isPresent()
        ? Optional.of(tests.get(0))
        : Optional.empty();
  }

  /** Another port of the responder that works over the same transport. */
  public static Optional<FarEndTest> control(Landscape land, Endpoint endpoint) {
    return land.seen()
        .each(FarEndTest.class)
        .filter(each -> sameKind(each.endpoint(), endpoint))
        .filter(each -> each.endpoint().port() != endpoint.port())
        .filter(FarEndTest::worksBothWays)
        .findFirst();
  }

  private static List<FarEndTest> samePort(Landscape land, Endpoint endpoint) {
    return land.seen()
        .each(FarEndTest.class)
        .filter(each -> sameKind(each.endpoint(), endpoint))
        .filter(each -> each.endpoint().port() == endpoint.port())
        .toList();
  }

  private static boolean sameKind(Endpoint one, Endpoint other) {
    return one.transport() == other.transport() && one.isIpv4() == other.isIpv4();
  }
}
