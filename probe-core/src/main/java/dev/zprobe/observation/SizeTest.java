package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * Packets of rising size with DF set.
 *
 * @param tooBig the ICMP that a router sent, as it must
 */
public record SizeTest(
    Stamp stamp,
    Endpoint endpoint,
    List<Size> sizes,
    Optional<IcmpError> tooBig,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /** One size of IP packet in bytes, and whether it was answered or acknowledged. */
  public record Size(int bytes, boolean passed) {}

  @Override
  public SizeTest withTrace(Trace seen) {
    return new SizeTest(stamp, endpoint, sizes, tooBig, failure, seen);
  }

  @Override
  public String step() {
    return "size-test";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
