package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which addresses lose nothing where others do. */
class LossesTest {
  private static final Endpoint SPARED = Endpoint.udp(Scenes.address("203.0.113.40"), 3478);
  private static final Endpoint LOSING = Endpoint.udp(Scenes.address("203.0.113.41"), 3478);

  @Test
  void whatLosesAtMediaRateOnlyIsNotSpared() {
    assertTrue(losses(250).spares(SPARED));
    assertFalse(losses(230).spares(SPARED));
    assertFalse(losses(250).spares(LOSING));
  }

  private static Losses losses(int answeredFast) {
    return new Losses(600, 60, List.of(series(SPARED, 100, answeredFast), series(LOSING, 60, 230)));
  }

  private static RateTest series(Endpoint endpoint, int answeredSlowly, int answeredFast) {
    return new RateTest(
        new Scenes().stamp(7_500),
        endpoint,
        new RateTest.Counts(10, 100, answeredSlowly),
        new RateTest.Counts(50, 250, answeredFast),
        Optional.empty(),
        Trace.BLIND);
  }
}
