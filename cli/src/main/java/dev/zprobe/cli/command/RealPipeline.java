package dev.zprobe.cli.command;

import dev.zprobe.capture.correlate.LiveObservers;
import dev.zprobe.capture.path.InjectionEngine;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnostician;
import dev.zprobe.diagnosis.rule.AllRules;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.probe.path.LadderEngine;
import dev.zprobe.probe.path.PathOptions;
import dev.zprobe.probe.path.PathStep;
import dev.zprobe.probe.run.CatalogRunner;
import dev.zprobe.traffic.TrafficObservers;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The stages of the product. Each is made when it is asked for, so that help stays quick. */
public final class RealPipeline implements Pipeline {
  @Override
  public TrafficObservers observers() {
    return new LiveObservers();
  }

  @Override
  public ProbeRunner runner(KeyLog keys) {
    return new CatalogRunner(keys);
  }

  @Override
  public List<LadderEngine> engines() {
    return List.of(LadderEngine.SOCKETS, new InjectionEngine());
  }

  @Override
  public Localiser localiser() {
    return localiser(PathOptions.STANDARD.withEngines(engines()));
  }

  @Override
  public Localiser localiser(PathOptions options) {
    return new PathStep(options);
  }

  @Override
  public Diagnosis diagnose(Observations seen) {
    return new Diagnostician(AllRules.list()).diagnose(seen);
  }

  /** On a machine with one processor it would only take its time from the work itself. */
  @Override
  public void prepare() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      Rehearsal.begin();
    }
  }

  /** Libraries are found and loaded while the catalog is read. */
  @Override
  public void prepareRun() {
    List.<Runnable>of(() -> LiveObservers.prepare(), () -> CatalogRunner.prepare())
        .forEach(
            work -> {
              Thread thread = new Thread(work, "zprobe-prepare");
              thread.setDaemon(true);
              thread.start();
            });
  }

  @Override
  public void rehearse() {
    Rehearsal.ofReports();
  }

  /** Where captures have names of their own (Windows, "any"), opening it will tell. */
  @Override
  public boolean hasInterface(String name) {
    if (name.equals("any") || System.getProperty("os.name", "").startsWith("Windows")) {
      return true;
    }
    try {
      return NetworkInterface.getByName(name) != null;
    } catch (SocketException unknown) {
      return true;
    }
  }

  @Override
  public boolean privileged() {
    return Privileges.mayCapture();
  }
}
