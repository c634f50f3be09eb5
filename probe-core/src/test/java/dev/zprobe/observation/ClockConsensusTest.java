package dev.zprobe.observation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.observation.ClockConsensus.Kind;
import dev.zprobe.observation.ClockConsensus.Source;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockConsensusTest {
  @Test
  void theMedianOfTheLargestAgreeingSetIsTheOffset() {
    ClockConsensus consensus =
        ClockConsensus.among(
            List.of(
                source("a", 600_000, 10),
                source("b", 600_004, 10),
                source("c", 600_009, 20),
                source("liar", -3_600_000, 5)));
    assertEquals(Duration.ofMillis(600_004), consensus.offset().orElseThrow());
    assertEquals(Duration.ofMillis(20), consensus.error());
    assertEquals(List.of("liar"), consensus.outliers().stream().map(Source::name).toList());
    assertTrue(consensus.isOffBy(Duration.ofSeconds(30)));
  }

  @Test
  void oneServerAloneIsNoAgreement() {
    assertTrue(ClockConsensus.among(List.of(source("a", 600_000, 10))).offset().isEmpty());
  }

  @Test
  void twoAgainstTwoIsNoMajority() {
    ClockConsensus consensus =
        ClockConsensus.among(
            List.of(
                source("a", 0, 10),
                source("b", 1, 10),
                source("c", 90_000, 10),
                source("d", 90_001, 10)));
    assertTrue(consensus.offset().isEmpty());
    assertTrue(consensus.outliers().isEmpty());
  }

  @Test
  void intervalsThatChainWithoutACommonPointDoNotAllAgree() {
    ClockConsensus consensus =
        ClockConsensus.among(
            List.of(source("a", 0, 1000), source("b", 1900, 1000), source("c", 3800, 1000)));
    assertEquals(2, consensus.agreeing().size());
    assertEquals(1, consensus.outliers().size());
  }

  @Test
  void aFewMillisecondsApartIsNotALie() {
    ClockConsensus consensus =
        ClockConsensus.among(List.of(source("a", 0, 1), source("b", 1, 1), source("far", 60, 1)));
    assertEquals(3, consensus.agreeing().size());
    assertFalse(consensus.isOffBy(Duration.ofSeconds(30)));
  }

  private static Source source(String name, long offsetMillis, long errorMillis) {
    return new Source(
        name, name, Kind.NTP, Duration.ofMillis(offsetMillis), Duration.ofMillis(errorMillis));
  }
}
