package dev.zprobe.cli.command;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.traffic.TrafficObservers;

/** The stages that a session is made of; tests put their own in place. */
public interface Pipeline {
  TrafficObservers observers();

  ProbeRunner runner(KeyLog keys);

  Localiser localiser();

  Diagnosis diagnose(Observations seen);

  /** True when this process may capture packets. */
  boolean privileged();
}
