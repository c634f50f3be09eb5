package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A port of our own responder at the far end, which proves who it is and tells what arrived. */
public record FarEndTest(
    Stamp stamp, Endpoint endpoint, Result result, Optional<Failure> failure, Trace trace)
    implements Observation {

  /** The target of everything that is asked of the responder. */
  public static final String TARGET = "far-end";

  /**
   * @param sent requests to this port
   * @param arrived how many of them the responder saw; empty when no way was left to ask it
   * @param answered how many answers came back
   * @param roundTrip the shortest, zero when none came
   * @param course only of a port that was asked at media rate
   * @param alterations what arrived or came back changed, in words
   */
  public record Result(
      int sent,
      OptionalInt arrived,
      int answered,
      Duration roundTrip,
      Optional<Course> course,
      List<String> alterations) {
    public Result {
      alterations = List.copyOf(alterations);
    }
  }

  /**
   * How datagrams at media rate fared.
   *
   * @param jitterOut and back as RFC 3550 section 6.4.1 smooths them
   * @param reorderedOut arrived after one that was sent later
   * @param reorderedBack came back after one that was answered later
   */
  public record Course(
      Duration jitterOut, Duration jitterBack, int reorderedOut, int reorderedBack) {}

  @Override
  public FarEndTest withTrace(Trace seen) {
    return new FarEndTest(stamp, endpoint, result, failure, seen);
  }

  @Override
  public String step() {
    return "far-end-test";
  }

  /** Requests arrive and answers come back. */
  public boolean worksBothWays() {
    return result.answered() > 0 && failure.isEmpty();
  }

  /** The responder was asked, and saw none of what was sent. */
  public boolean nothingArrives() {
    return result.answered() == 0
        && result.sent() > 0
        && result.arrived().isPresent()
        && result.arrived().getAsInt() == 0;
  }

  /** The responder saw it, and its answers were lost. */
  public boolean nothingComesBack() {
    return result.answered() == 0
        && result.arrived().isPresent()
        && result.arrived().getAsInt() > 0;
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
