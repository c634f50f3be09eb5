package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.time.Duration;
import java.util.Optional;

/** Four SNTP samples (RFC 4330) of one time server address. */
public record ClockQuery(
    Stamp stamp,
    String server,
    Endpoint endpoint,
    Optional<Reading> reading,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /**
   * @param offset true time minus this clock, from the sample with the smallest delay
   * @param error half the delay plus the root distance: the offset is within plus or minus this
   * @param samples how many of the four came back usable
   */
  public record Reading(Duration offset, Duration error, int stratum, int samples) {}

  @Override
  public ClockQuery withTrace(Trace seen) {
    return new ClockQuery(stamp, server, endpoint, reading, failure, seen);
  }

  @Override
  public String step() {
    return "clock-query";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
