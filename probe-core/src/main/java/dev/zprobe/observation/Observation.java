package dev.zprobe.observation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A fact: the recorded result of one step, with at most one failure. */
public sealed interface Observation
    permits BandwidthTest,
        ClockQuery,
        DnsLookup,
        FarEndTest,
        HostState,
        HttpExchange,
        PathLadder,
        ProxyConnect,
        RateTest,
        SizeTest,
        SourcePortTest,
        TcpConnect,
        TlsHandshake,
        UdpExchange {
  /** From the interface to a waiting thread on a busy machine, with room. */
  Duration ON_THE_WAY = Duration.ofMillis(150);

  Stamp stamp();

  Optional<Failure> failure();

  /** What the capture shows of it; {@link Trace#BLIND} until it was explained. */
  Trace trace();

  /** The same fact with its frames. */
  Observation withTrace(Trace trace);

  /** The step's name in reports, for example {@code udp-exchange}. */
  String step();

  default String id() {
    return stamp().id();
  }

  default String target() {
    return stamp().target();
  }

  default boolean worked() {
    return failure().isEmpty();
  }

  default boolean failedWith(FailureCode code) {
    return failure().filter(failure -> failure.is(code)).isPresent();
  }

  /**
   * True when a frame of this kind came in while the step still waited for it. What comes at the
   * very end or later was too late, and not kept from the socket.
   */
  default boolean arrivedInTime(Frame.Content what) {
    Instant end = stamp().started().plus(stamp().elapsed()).minus(ON_THE_WAY);
    return trace().firstIn(what).filter(frame -> frame.time().isBefore(end)).isPresent();
  }
}
