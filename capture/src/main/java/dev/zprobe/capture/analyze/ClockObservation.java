package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.NtpFacts;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.util.Optional;

/** A time server's answer beside the clock that stamped the frames. */
final class ClockObservation {
  private ClockObservation() {}

  /**
   * Empty without a usable answer, and where somebody else's clock was asked for: frames are
   * stamped by the host that captures, so its clock is judged only where it is the client's. Silent
   * servers tell nothing of a clock.
   */
  static Optional<Observation> of(FlowView view, NtpFacts ntp, Stamp stamp, Trace trace) {
    boolean atClient = FlowTrace.isFresh(view.client().timeToLive()) && !ntp.foreignClock();
    if (ntp.offsetNanos().isEmpty() || !atClient) {
      return Optional.empty();
    }
    ClockQuery.Reading reading =
        new ClockQuery.Reading(
            Duration.ofNanos(ntp.offsetNanos().getAsLong()),
            Duration.ofNanos(ntp.errorNanos().orElse(0)),
            ntp.stratum().orElse(0),
            (int) Math.min(Integer.MAX_VALUE, view.server().packets()));
    return Optional.of(
        new ClockQuery(
            stamp,
            view.serverEnd().addressText(),
            view.serverEnd(),
            Optional.of(reading),
            Optional.empty(),
            trace));
  }
}
