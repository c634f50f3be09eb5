package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.PathVerdict.Outcome;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.PathLadder.Tries;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaddersTest {
  private static final String PLACE = "203.0.113.30";
  private static final String[] WAY = {"10.0.0.1", "10.0.1.1", "10.0.2.1", "target"};

  private final Scenes scenes = new Scenes();

  @Test
  void theRangeGoesFromTheLastAnswerToTheNextOfTheControl() {
    control(WAY);
    assertRange(1, 2, test("10.0.0.1", "*", "*"));
  }

  @Test
  void aSilentRouterWidensTheRangeToItsNeighbours() {
    control("10.0.0.1", "*", "10.0.2.1", "target");
    assertRange(1, 3, test("10.0.0.1", "*", "*"));
  }

  @Test
  void aLadderThatWasGivenUpAtAHopThatIsSilentForAllBlamesNobody() {
    control("10.0.0.1", "*", "10.0.2.1", "target");
    PathVerdict verdict = test("10.0.0.1", "*");
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
    assertTrue(verdict.statement().contains("was not tried"), verdict.statement());
  }

  @Test
  void beforeTheFirstRouterTheRangeBeginsAtThisHost() {
    control("*", "10.0.1.1", "10.0.2.1", "target");
    assertRange(0, 2, test("*", "*", "*"));
  }

  @Test
  void aResetIsPlacedAtItsTriggerAndTheHopBefore() {
    control(WAY);
    PathVerdict verdict = test("10.0.0.1", "10.0.1.1", "RST");
    assertEquals(Outcome.RESET, verdict.outcome());
    assertRange(2, 3, verdict);
  }

  @Test
  void whereNoConnectionWasToBeHadNothingWasTried() {
    control(WAY);
    assertRange(1, 4, test("10.0.0.1", "none", "none", "RST"));
  }

  @Test
  void aLadderThatNeverBeganShowsNoPlace() {
    control(WAY);
    Hop end = new Hop(3, Reply.SILENT, Optional.empty(), Duration.ZERO, "", new Tries(2, 0));
    scenes.add(ladder(false, new Hop[] {end}));
    assertEquals(
        Location.Kind.UNKNOWN, PathVerdict.of(scenes.observations()).get(0).location().kind());
  }

  @Test
  void silenceOfAHopThatWasNotTriedIsNone() {
    control(WAY);
    PathVerdict verdict = test("10.0.0.1", "none", "none");
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
  }

  @Test
  void aResetBeforeTheTargetIsNotTheTargetsAlthoughTheLastRouterIsSilent() {
    control("10.0.0.1", "10.0.1.1", "*", "target");
    test("10.0.0.1", "10.0.1.1", "RST");
    assertFalse(reading().diesAtTarget());
  }

  @Test
  void pastASilentLastRouterATargetThatSaysNothingIsNotBlamed() {
    control("10.0.0.1", "10.0.1.1", "*", "target");
    PathVerdict verdict = test("10.0.0.1", "10.0.1.1", "*", "*");
    assertEquals(Outcome.PASSES, verdict.outcome());
    assertTrue(verdict.statement().contains("up to hop 2"), verdict.statement());
  }

  @Test
  void aRouterThatLimitsItsErrorsIsNoEvidence() {
    scenes.add(
        ladder(
            true,
            new Hop[] {
              hop(1, "10.0.0.1", new Tries(1, 1)),
              hop(2, "10.0.1.1", new Tries(1, 1)),
              hop(3, "10.0.2.1", new Tries(3, 1)),
              new Hop(4, Reply.ANSWER, place(), Duration.ZERO, "")
            }));
    assertEquals(Outcome.PASSES, test("10.0.0.1", "10.0.1.1", "*", "*").outcome());
  }

  @Test
  void aRouterThatLeavesOtherLaddersUnansweredIsNoEvidence() {
    control(WAY);
    for (int port = 8802; port < 8805; port++) {
      scenes.add(
          ladder(
              port,
              true,
              new Hop[] {
                hop(1, "10.0.0.1", new Tries(1, 1)),
                hop(2, "10.0.1.1", new Tries(1, 1)),
                new Hop(3, Reply.SILENT, Optional.empty(), Duration.ZERO, "", new Tries(2, 0)),
                new Hop(4, Reply.ANSWER, place(), Duration.ZERO, "")
              }));
    }
    PathVerdict verdict = test("10.0.0.1", "10.0.1.1", "*", "*");
    assertEquals(Outcome.PASSES, verdict.outcome());
    assertTrue(verdict.statement().contains("up to hop 2"), verdict.statement());
  }

  @Test
  void whereTheControlHasPartedTheTargetMayBeNextAndSilent() {
    scenes.ladder(
        "192.0.2.80", 443, Transport.TCP, Stage.SYN, true, "10.0.0.1", "10.0.1.1", "target");
    PathVerdict verdict = test("10.0.0.1", "10.0.1.1", "*", "*");
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
  }

  @Test
  void aControlThatNeverArrivesStillShowsThatTheRoutersPassOthers() {
    control("10.0.0.1", "10.0.1.1", "10.0.2.1", "*", "*", "*");
    assertRange(1, 2, test("10.0.0.1", "*", "*"));
  }

  @Test
  void whereNoControlGetsFurtherNothingIsBlamed() {
    control("10.0.0.1", "*", "*", "*");
    PathVerdict verdict = test("10.0.0.1", "*", "*", "*");
    assertEquals(Outcome.UNKNOWN, verdict.outcome());
    assertEquals(Location.Kind.UNKNOWN, verdict.location().kind());
  }

  @Test
  void onABalancedPathTheConfidenceIsLess() {
    control("10.0.0.1", "10.0.1.99", "10.0.2.1", "target");
    PathVerdict verdict = test("10.0.0.1", "10.0.1.1", "*", "*");
    assertRange(2, 3, verdict);
    assertEquals(Confidence.LIKELY, verdict.confidence());
  }

  @Test
  void aDeviceThatCopiesTheTtlIsNearerThanItsTrigger() {
    // At hop 2 it sees TTL 4 as 3; with the routers on the way back, 2 arrive.
    control(WAY[0], WAY[1], WAY[2], "10.0.3.1", "10.0.4.1", "target");
    Hop[] hops = {
      hop(1, "10.0.0.1", new Tries(1, 1)),
      hop(2, "10.0.1.1", new Tries(1, 1)),
      hop(3, "10.0.2.1", new Tries(1, 1)),
      new Hop(4, Reply.RESET, place(), Duration.ZERO, "")
    };
    Trace trace =
        new Trace(
            true,
            "",
            List.of(new Frame(9, Instant.EPOCH, false, 2, 0, Frame.Content.RESET)),
            List.of());
    scenes.add(ladder(false, hops).withTrace(trace));
    assertRange(1, 2, PathVerdict.of(scenes.observations()).get(0));
  }

  private static void assertRange(int first, int last, PathVerdict verdict) {
    Location location = verdict.location();
    assertEquals(first + ".." + last, location.first() + ".." + location.last());
  }

  private Ladders.Reading reading() {
    return Ladders.read(
            scenes.landscape(), Endpoint.udp(Scenes.address(PLACE), 8801), Stage.DATAGRAM)
        .orElseThrow();
  }

  private void control(String... hops) {
    scenes.ladder(PLACE, 33434, Transport.UDP, Stage.DATAGRAM, true, hops);
  }

  private PathVerdict test(String... hops) {
    scenes.add(ladder(false, hops(hops)));
    return PathVerdict.of(scenes.observations()).get(0);
  }

  private static Hop[] hops(String... words) {
    List<Hop> hops = new ArrayList<>();
    for (String word : words) {
      int ttl = hops.size() + 1;
      hops.add(
          switch (word) {
            case "*" ->
                new Hop(ttl, Reply.SILENT, Optional.empty(), Duration.ZERO, "", new Tries(4, 0));
            case "none" ->
                new Hop(
                    ttl, Reply.SILENT, Optional.empty(), Duration.ZERO, PathLadder.NO_CONNECTION);
            case "RST" -> new Hop(ttl, Reply.RESET, place(), Duration.ZERO, "");
            default -> hop(ttl, word, new Tries(1, 1));
          });
    }
    return hops.toArray(new Hop[0]);
  }

  private static Hop hop(int ttl, String router, Tries tries) {
    return new Hop(
        ttl,
        Reply.TIME_EXCEEDED,
        Optional.of(Scenes.address(router)),
        Duration.ofMillis(ttl),
        "",
        tries);
  }

  private static Optional<java.net.InetAddress> place() {
    return Optional.of(Scenes.address(PLACE));
  }

  private PathLadder ladder(boolean control, Hop[] hops) {
    return ladder(control ? 33434 : 8801, control, hops);
  }

  private PathLadder ladder(int port, boolean control, Hop[] hops) {
    boolean arrived = hops[hops.length - 1].reply() == Reply.ANSWER;
    Endpoint endpoint = Endpoint.udp(Scenes.address(PLACE), port);
    return new PathLadder(
        scenes.stamp(10),
        endpoint,
        new Payload(Stage.DATAGRAM, control, control ? "control" : "test"),
        List.of(hops),
        arrived ? Optional.empty() : Optional.of(Failure.of(FailureCode.PATH_LOST)),
        Trace.BLIND);
  }
}
