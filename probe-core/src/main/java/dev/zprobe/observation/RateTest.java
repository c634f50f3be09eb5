package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.util.Optional;

/** The same request at a slow rate and at media rate, against a target that answers. */
public record RateTest(
    Stamp stamp,
    Endpoint endpoint,
    Counts slow,
    Counts fast,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /** Datagrams sent and answered, and the rate in packets a second. */
  public record Counts(int packetsPerSecond, int sent, int answered) {
    public double lossPercent() {
      return sent == 0 ? 0 : 100.0 * (sent - answered) / sent;
    }
  }

  @Override
  public RateTest withTrace(Trace seen) {
    return new RateTest(stamp, endpoint, slow, fast, failure, seen);
  }

  @Override
  public String step() {
    return "rate-test";
  }
}
