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

  /** A run will be wanted at once: whatever it needs to load may begin. */
  default void prepareRun() {}

  /** A whole report will be wanted soon; blocks while it makes that quicker. */
  default void rehearse() {}

  /**
   * Whether this machine has an interface that a run was told to capture on. Asked before anything
   * is written.
   */
  default boolean hasInterface(String name) {
    return true;
  }

  /** True when this process may capture packets. */
  boolean privileged();
}
