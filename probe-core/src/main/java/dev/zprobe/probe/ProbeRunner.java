package dev.zprobe.probe;

import dev.zprobe.observation.Observation;
import dev.zprobe.plan.Plan;
import dev.zprobe.traffic.TrafficObserver;
import java.util.List;

/** Runs a plan's probes, all at once within its limits, and leaves their observations. */
public interface ProbeRunner {
  /**
   * Blocks until everything is over or the limit is reached. Flows are announced to the traffic
   * observer before their first packet.
   */
  List<Observation> run(Plan plan, TrafficObserver traffic);
}
