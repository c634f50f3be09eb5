package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.util.Optional;

/**
 * The same request at a slow rate and at media rate, against a target that answers.
 *
 * @param fast of none for a series, all of whose requests are counted as {@code slow}
 */
public record RateTest(
    Stamp stamp,
    Endpoint endpoint,
    Counts slow,
    Counts fast,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {
  /** Above this, a test at media rate is not over: 3 % each way may look like that. */
  private static final double DOUBTED_PERCENT = 5;

  /** Datagrams sent and answered, and the rate in packets a second. */
  public record Counts(int packetsPerSecond, int sent, int answered) {
    public double lossPercent() {
      return sent == 0 ? 0 : 100.0 * (sent - answered) / sent;
    }

    /** While it ran. */
    public double answersPerSecond() {
      return sent == 0 ? 0 : (double) answered * packetsPerSecond / sent;
    }
  }

  /** So much was lost at media rate that what ran beside it must be tried again, alone. */
  public boolean isDoubtful() {
    return fast.lossPercent() > DOUBTED_PERCENT;
  }

  /** A long row of requests at one rate, which tells nothing of rates and much of chance. */
  public boolean isSeries() {
    return fast.sent() == 0 && slow.sent() > 0;
  }

  /** Requests at both rates. */
  public int sent() {
    return slow.sent() + fast.sent();
  }

  public int lost() {
    return sent() - slow.answered() - fast.answered();
  }

  /** Nothing of it was answered, at either rate. */
  public boolean isSilent() {
    return sent() > 0 && lost() == sent();
  }

  @Override
  public RateTest withTrace(Trace seen) {
    return new RateTest(stamp, endpoint, slow, fast, failure, seen);
  }

  @Override
  public String step() {
    return "rate-test";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
