package dev.zprobe.probe;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.traffic.TrafficObserver;
import java.util.List;

/** The second stage of probing: where on the path dies what failed in the first. */
public interface Localiser {
  /** Finds nothing: for runs that leave the path alone. */
  Localiser NONE = (seen, traffic, deadline) -> List.of();

  /**
   * Blocks until the deadline at the latest; what is not done by then is left out.
   *
   * @param seen what the probes met; the capture has not explained it yet
   */
  List<Observation> localise(Observations seen, TrafficObserver traffic, Deadline deadline);
}
