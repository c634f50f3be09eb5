package dev.zprobe.probe.run;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Deadline;
import dev.zprobe.observation.HostState;
import dev.zprobe.observation.Observation;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.probe.dns.NameService;
import dev.zprobe.probe.host.HostStep;
import dev.zprobe.probe.netty.Sockets;
import dev.zprobe.traffic.TrafficObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

  /** Loads what the first probes of a run need; nothing of it is kept. Blocks for a moment. */
  public static void prepare() {
    NameService.prepare();
    try (Sockets sockets = Sockets.open()) {
      WarmUp.packets(sockets);
    }
  }

  @Override
  public List<Observation> run(Plan plan, TrafficObserver traffic) {
    Deadline end = Deadline.after(plan.limits().total());
    Attempts attempts = Attempts.of(traffic);
    Journal journal = new Journal();
    try (Sockets sockets = Sockets.open();
        Crew crew = new Crew();
        NameService names = NameService.of(plan, attempts)) {
      Ready ready = Ready.begin(sockets, plan.trust(), crew.threads());
      Steps steps = new Steps(sockets, ready.judge()::join, keyLog, attempts);
      Patience patience = new Patience(end, plan.limits().step());
      String neutral = neutralName(plan.catalog());
      Round round =
          new Round(
              plan, new Errand(steps, attempts, patience, journal, crew, neutral), names, ready);
      round.begin();
      crew.await(new Deadline(end.nanoTime() + GRACE.toNanos()));

      // The probes are over, so the system knows whether the gateways answer.
      CompletableFuture<HostState> host =
          CompletableFuture.supplyAsync(
              () -> new HostStep(attempts).look(plan, round.destinations()), crew.threads());
      round.finish();
      journal.addAll(names.settle());
      journal.add(host.join());
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
