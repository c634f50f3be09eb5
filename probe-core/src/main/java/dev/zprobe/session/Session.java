package dev.zprobe.session;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.evidence.RunRecord;
import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.traffic.CaptureReport;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.traffic.TrafficObservers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The whole flow: probe while watching, explain with frames, judge, hand back the evidence. */
public final class Session {
  private final TrafficObservers observers;
  private final ProbeRunner runner;
  private final Localiser localiser;
  private final Function<Observations, Diagnosis> diagnostician;
  private final InstantSource clock;

  public Session(
      TrafficObservers observers,
      ProbeRunner runner,
      Localiser localiser,
      Function<Observations, Diagnosis> diagnostician,
      InstantSource clock) {
    this.observers = observers;
    this.runner = runner;
    this.localiser = localiser;
    this.diagnostician = diagnostician;
    this.clock = clock;
  }

  /**
   * Blocks for as long as the plan allows. A network that fails is data in the bundle.
   *
   * @param identity with the start only; the end is set here
   * @param captureFile is written from before the first packet until the last was drained
   */
  public EvidenceBundle run(Plan plan, RunRecord identity, Path captureFile) {
    Observations seen;
    CaptureReport capture;
    try (TrafficObserver traffic = observers.watch(WatchedPorts.scope(plan, captureFile))) {
      Deadline end = Deadline.after(plan.limits().total());
      List<Observation> probed = new ArrayList<>(runner.run(plan, traffic));
      if (plan.stages().path()) {
        Observations failed = Observations.of(plan.everything(), probed);
        probed.addAll(localiser.localise(failed, traffic, end));
      }
      seen = Observations.of(plan.everything(), probed, traffic.explain(probed));
      capture = traffic.report();
    }
    Diagnosis diagnosis = diagnostician.apply(seen);
    return new EvidenceBundle(identity.endedAt(clock.instant()), seen, capture, diagnosis);
  }
}
