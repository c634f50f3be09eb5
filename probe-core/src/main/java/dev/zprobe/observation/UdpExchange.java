package dev.zprobe.observation;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A valid request to a UDP port: three spaced tries and one from a second source port. */
public record UdpExchange(
    Stamp stamp,
    Endpoint endpoint,
    Application application,
    Result result,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /**
   * @param sent datagrams, over all source ports
   * @param answered datagrams that came back from the endpoint
   * @param roundTrip of the first answer; where none came, from the first datagram to the first
   *     ICMP error, or zero
   * @param mapped this host's address and port as the peer saw them
   * @param alterations what came back changed on the way, in words; empty when nothing did
   */
  public record Result(
      int sent,
      int answered,
      Duration roundTrip,
      Optional<Endpoint> mapped,
      Optional<IcmpError> icmp,
      List<String> alterations) {}

  /** A router, not the target, reports that there is no such host. */
  public boolean unreachableHost() {
    return result
        .icmp()
        .filter(error -> error.meaning() == IcmpError.Meaning.HOST_UNREACHABLE)
        .isPresent();
  }

  @Override
  public UdpExchange withTrace(Trace seen) {
    return new UdpExchange(stamp, endpoint, application, result, failure, seen);
  }

  @Override
  public String step() {
    return "udp-exchange";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
