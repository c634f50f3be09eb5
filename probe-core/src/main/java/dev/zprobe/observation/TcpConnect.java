package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.util.Optional;

/**
 * One TCP connection attempt.
 *
 * @param icmp the error that the socket or the capture reported
 */
public record TcpConnect(
    Stamp stamp,
    Endpoint endpoint,
    Optional<IcmpError> icmp,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  @Override
  public TcpConnect withTrace(Trace seen) {
    return new TcpConnect(stamp, endpoint, icmp, failure, seen);
  }

  @Override
  public String step() {
    return "tcp-connect";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
