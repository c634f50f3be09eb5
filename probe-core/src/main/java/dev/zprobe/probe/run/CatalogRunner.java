package dev.zprobe.probe.run;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Observation;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.probe.dns.NameService;
import dev.zprobe.probe.host.HostStep;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.probe.tls.ChainJudge;
import dev.zprobe.probe.tls.Roots;
import dev.zprobe.traffic.TrafficObserver;
import java.time.Duration;
import java.util.List;

/**
 * Runs every probe of a plan, all at once within its limits. May be used again; each run has its
 * own threads, which end with it.
 */
public final class CatalogRunner implements ProbeRunner {
  /** For what is under way when the limit is reached: its own waits end with it. */
  private static final Duration GRACE = Duration.ofMillis(1500);

  private static final String NEUTRAL_NAME = "www.example.com";

  private final KeyLog keyLog;

  /**
   * @param keyLog gets the secrets of the probes' own TLS sessions
   */
  public CatalogRunner(KeyLog keyLog) {
    this.keyLog = keyLog;
  }

  @Override
  public List<Observation> run(Plan plan, TrafficObserver traffic) {
    Deadline end = Deadline.after(plan.limits().total());
    Attempts attempts = Attempts.of(traffic);
    Journal journal = new Journal();
    try (Sockets sockets = Sockets.open();
        Crew crew = new Crew();
        NameService names = NameService.of(plan, attempts)) {
      ChainJudge judge = new ChainJudge(Roots.ofThisMachine(plan.trust()));
      WarmUp.run(sockets, judge);
      Steps steps = new Steps(sockets, judge, keyLog, attempts);
      Patience patience = new Patience(end, plan.limits().step());
      String neutral = neutralName(plan.catalog());
      Round round =
          new Round(plan, new Errand(steps, attempts, patience, journal, crew, neutral), names);
      round.begin();
      crew.await(new Deadline(end.nanoTime() + GRACE.toNanos()));
      round.finish();
      journal.addAll(names.settle());
      journal.add(new HostStep(attempts).look(plan, round.destinations()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return journal.all();
  }

  private static String neutralName(Catalog catalog) {
    return catalog.controls().stream()
        .flatMap(control -> control.host().stream())
        .findFirst()
        .orElse(NEUTRAL_NAME);
  }
}
