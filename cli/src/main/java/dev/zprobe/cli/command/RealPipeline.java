package dev.zprobe.cli.command;

import dev.zprobe.capture.correlate.LiveObservers;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.traffic.TrafficObservers;
import java.util.List;
import java.util.Optional;

/** The stages of the product. Each is made when it is asked for, so that help stays quick. */
public final class RealPipeline implements Pipeline {
  @Override
  public TrafficObservers observers() {
    return new LiveObservers();
  }

  @Override
  public ProbeRunner runner(KeyLog keys) {
    return (plan, traffic) -> List.of();
  }

  @Override
  public Diagnosis diagnose(Observations seen) {
    return new Diagnosis(
        new Diagnosis.Verdict(
            Diagnosis.Status.INCONCLUSIVE,
            "This build does not diagnose yet.",
            Optional.empty(),
            Diagnosis.Error104103.NOT_REPRODUCED),
        List.of(),
        List.of());
  }

  @Override
  public boolean privileged() {
    return Privileges.mayCapture();
  }
}
