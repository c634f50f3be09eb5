package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.time.Duration;
import java.util.Optional;

/** Large datagrams at more than the rate of a call, to a target that answers each of them. */
public record BandwidthTest(
    Stamp stamp, Endpoint endpoint, Train train, Optional<Failure> failure, Trace trace)
    implements Observation {

  /**
   * What became of the datagrams.
   *
   * @param bytes of each IP packet
   * @param span from the first answer to the last
   */
  public record Train(int bytes, int sent, int answered, Duration span) {
    /** What the path carried towards the target, in kbit/s; 0 when too little was answered. */
    public long kbps() {
      return answered < 2 ? 0 : (answered - 1L) * bytes * 8 / Math.max(1, span.toMillis());
    }
  }

  @Override
  public BandwidthTest withTrace(Trace seen) {
    return new BandwidthTest(stamp, endpoint, train, failure, seen);
  }

  @Override
  public String step() {
    return "bandwidth-test";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
