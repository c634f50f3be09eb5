package dev.zprobe.cli;

import dev.zprobe.cli.command.Pipeline;
import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.probe.path.LadderEngine;
import dev.zprobe.probe.path.PathOptions;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.traffic.TrafficObservers;
import java.util.List;
import java.util.Optional;

/** Stages that do nothing and say what they are told to. */
final class FakePipeline implements Pipeline {
  Diagnosis diagnosis = verdict(Diagnosis.Status.HEALTHY);
  List<Observation> observations = List.of();
  List<LadderEngine> engines = List.of(LadderEngine.SOCKETS);
  PathOptions asked;
  RuntimeException trouble;
  Plan plan;

  static Diagnosis verdict(Diagnosis.Status status) {
    return new Diagnosis(
        new Diagnosis.Verdict(
            status,
            "The verdict\u001b[2J.",
            status == Diagnosis.Status.HEALTHY ? Optional.empty() : Optional.of(Blame.NETWORK),
            Diagnosis.Error104103.NOT_REPRODUCED),
        List.of(),
        List.of());
  }

  @Override
  public TrafficObservers observers() {
    return scope -> TrafficObserver.blind("nothing to capture with");
  }

  @Override
  public ProbeRunner runner(KeyLog keys) {
    return (asked, traffic) -> {
      plan = asked;
      keys.add("CLIENT_RANDOM 00 11");
      if (trouble != null) {
        throw trouble;
      }
      return observations;
    };
  }

  @Override
  public List<LadderEngine> engines() {
    return engines;
  }

  @Override
  public Localiser localiser(PathOptions options) {
    asked = options;
    return localiser();
  }

  @Override
  public Localiser localiser() {
    return (seen, traffic, deadline) -> List.of();
  }

  @Override
  public Diagnosis diagnose(Observations seen) {
    return diagnosis;
  }

  @Override
  public boolean privileged() {
    return false;
  }
}
