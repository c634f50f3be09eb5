package dev.zprobe.cli.command;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.probe.path.LadderEngine;
import dev.zprobe.probe.path.PathOptions;
import dev.zprobe.traffic.TrafficObservers;
import java.util.List;

/** The stages that a session is made of; tests put their own in place. */
public interface Pipeline {
  TrafficObservers observers();

  ProbeRunner runner(KeyLog keys);

  Localiser localiser();

  /** The ways to climb a path, the preferred one first, whether usable here or not. */
  default List<LadderEngine> engines() {
    return List.of(LadderEngine.SOCKETS);
  }

  /** For a path that is looked at in a particular way. */
  default Localiser localiser(PathOptions options) {
    return localiser();
  }

  Diagnosis diagnose(Observations seen);

  /** A diagnosis will be wanted soon: whatever makes it quicker may begin. */
  default void prepare() {}

  /** True when this process may capture packets. */
  boolean privileged();
}
