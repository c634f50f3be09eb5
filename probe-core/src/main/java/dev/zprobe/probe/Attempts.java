package dev.zprobe.probe;

import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import dev.zprobe.traffic.CaptureReport;
import dev.zprobe.traffic.TrafficObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Begins steps: numbers them, times them and announces their flows.
 *
 * @param clock of this host, however wrong
 */
public record Attempts(ObservationIds ids, InstantSource clock, TrafficObserver traffic) {
  public static Attempts of(TrafficObserver traffic) {
    return new Attempts(new ObservationIds(), InstantSource.system(), traffic);
  }

  /** For a later stage of a run: numbers go on where {@code earlier} ended. */
  public static Attempts after(List<Observation> earlier, TrafficObserver traffic) {
    return new Attempts(
        new ObservationIds(ObservationIds.highest(earlier)), InstantSource.system(), traffic);
  }

  /** For steps that are parts of one attempt and leave no observation of their own. */
  public static Attempts partsOf(Attempt attempt) {
    return new Attempts(
        new ObservationIds(),
        InstantSource.system(),
        new TrafficObserver() {
          @Override
          public void expect(FiveTuple flow) {
            attempt.announce(flow);
          }

          @Override
          public Map<String, Trace> explain(List<Observation> probed) {
            return Map.of();
          }

          @Override
          public CaptureReport report() {
            return CaptureReport.blind("a part of an attempt");
          }

          @Override
          public void close() {
            // The attempt's own observer stays open.
          }
        });
  }

  /**
   * @param target the id for {@link dev.zprobe.observation.Stamp#target}
   */
  public Attempt begin(String target) {
    return new Attempt(this, target);
  }
}
