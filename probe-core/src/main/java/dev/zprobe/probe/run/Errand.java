package dev.zprobe.probe.run;

import dev.zprobe.net.Transport;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import dev.zprobe.observation.UdpExchange.Result;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What all probes of one run share.
 *
 * @param neutralName a name outside the service, for hellos that differ in the name only
 */
record Errand(
    Steps steps,
    Attempts attempts,
    Patience patience,
    Journal journal,
    Crew crew,
    String neutralName) {

  /** True when it is too late to begin; then this is written down. */
  boolean tooLate(Subject subject) {
    if (!patience.run().expired()) {
      return false;
    }
    notTested(subject, Failure.of(FailureCode.NOT_TESTED));
    return true;
  }

  /** Writes down that this endpoint has no result of its own. */
  void notTested(Subject subject, Failure why) {
    Optional<Failure> notTested = Optional.of(why);
    if (subject.endpoint().transport() == Transport.TCP) {
      journal.add(
          new TcpConnect(
              attempts.begin(subject.id()).stamp(),
              subject.endpoint(),
              Optional.empty(),
              notTested,
              Trace.BLIND));
    } else {
      journal.add(
          new UdpExchange(
              attempts.begin(subject.id()).stamp(),
              subject.endpoint(),
              subject.application(),
              new Result(0, 0, Duration.ZERO, Optional.empty(), Optional.empty(), List.of()),
              notTested,
              Trace.BLIND));
    }
  }
}
