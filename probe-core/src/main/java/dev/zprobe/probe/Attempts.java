package dev.zprobe.probe;

import dev.zprobe.observation.Observation;
import dev.zprobe.traffic.TrafficObserver;
import java.time.InstantSource;
import java.util.List;

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

  /**
   * @param target the id for {@link dev.zprobe.observation.Stamp#target}
   */
  public Attempt begin(String target) {
    return new Attempt(this, target);
  }
}
