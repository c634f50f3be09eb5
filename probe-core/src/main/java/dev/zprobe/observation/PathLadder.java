package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The same bytes with rising TTL: where on the path one handshake stage dies. */
public record PathLadder(
    Stamp stamp,
    Endpoint endpoint,
    Payload payload,
    List<Hop> hops,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /** The handshake stage that climbs. */
  public enum Stage {
    SYN,
    CLIENT_HELLO,
    DATAGRAM,
    DNS_QUERY
  }

  /**
   * What was sent at every TTL.
   *
   * @param control true when it differs from the test in one property only
   * @param description that property, in words
   */
  public record Payload(Stage stage, boolean control, String description) {}

  /** What came back at one TTL. */
  public enum Reply {
    TIME_EXCEEDED,
    /** The target's own answer: SYN-ACK, ServerHello, a datagram. */
    ANSWER,
    RESET,
    FIN,
    UNREACHABLE,
    SILENT
  }

  /**
   * @param ttl 1 to 255
   * @param from who answered; for RESET and FIN the address that it claims
   * @param note what the quoted packet shows: changed address, MSS …; empty when nothing
   */
  public record Hop(
      int ttl, Reply reply, Optional<InetAddress> from, Duration roundTrip, String note) {}

  /** The lowest TTL that drew the target's own answer. */
  public OptionalInt distance() {
    return hops.stream().filter(hop -> hop.reply() == Reply.ANSWER).mapToInt(Hop::ttl).min();
  }

  @Override
  public PathLadder withTrace(Trace seen) {
    return new PathLadder(stamp, endpoint, payload, hops, failure, seen);
  }

  @Override
  public String step() {
    return "path-ladder";
  }
}
