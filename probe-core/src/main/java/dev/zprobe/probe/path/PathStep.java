package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Localiser;
import dev.zprobe.traffic.TrafficObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Where on the path the failing handshakes die: a ladder for each, and one that differs in one
 * property and works. Blocks; its ladders climb side by side.
 */
public final class PathStep implements Localiser {
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private static final int SIDE_BY_SIDE = 24;

  /** False where this system offers no way without privilege. */
  public static boolean possible() {
    return Libc.usable();
  }

  /** Ladders for everything that failed in {@code seen}; empty when nothing calls for one. */
  @Override
  public List<Observation> localise(Observations seen, TrafficObserver traffic, Deadline end) {
    Deadline deadline = end.within(LONGEST);
    Climber climber = new Climber(Attempts.after(seen.all(), traffic), deadline);
    List<ClimbPlan.Pair> pairs = ClimbPlan.of(seen);
    if (pairs.isEmpty() || !possible()) {
      return List.of();
    }
    ExecutorService workers =
        Executors.newFixedThreadPool(Math.min(SIDE_BY_SIDE, pairs.size()), PathStep::worker);
    try {
      List<Future<List<Observation>>> running = new ArrayList<>();
      for (ClimbPlan.Pair pair : pairs) {
        running.add(workers.submit(() -> climber.both(pair)));
      }
      List<Observation> done = new ArrayList<>();
      for (Future<List<Observation>> each : running) {
        done.addAll(each.get());
      }
      return done;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "zprobe-path");
    thread.setDaemon(true);
    return thread;
  }
}
