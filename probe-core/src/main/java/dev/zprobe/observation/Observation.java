package dev.zprobe.observation;

import java.util.Optional;

/** A fact: the recorded result of one step, with at most one failure. */
public sealed interface Observation
    permits ClockQuery,
        DnsLookup,
        HostState,
        HttpExchange,
        PathLadder,
        ProxyConnect,
        RateTest,
        SizeTest,
        TcpConnect,
        TlsHandshake,
        UdpExchange {
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
}
