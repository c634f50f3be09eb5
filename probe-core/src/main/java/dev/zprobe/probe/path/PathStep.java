package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.probe.Attempts;
import dev.zprobe.probe.Localiser;
import dev.zprobe.traffic.TrafficObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Where on the path handshakes die: a ladder for each, and one that differs in one property and
 * works. Blocks; its ladders climb side by side.
 */
public final class PathStep implements Localiser {
  /** Much longer than a path that answers takes: for several silent ladders one after the other. */
  private static final Duration LONGEST = Duration.ofSeconds(12);

  private final PathOptions options;

  public PathStep() {
    this(PathOptions.STANDARD);
  }

  public PathStep(PathOptions options) {
    this.options = options;
  }

  /** The engine that would be used; empty where none can be. */
  public static Optional<LadderEngine> engine(List<LadderEngine> engines) {
    return engines.stream().filter(LadderEngine::usable).findFirst();
  }

  /** Ladders for what the options ask for; empty when nothing calls for one. */
  @Override
  public List<Observation> localise(Observations seen, TrafficObserver traffic, Deadline end) {
    List<ClimbPlan.Pair> pairs = ClimbPlan.of(seen, options.everything());
    Optional<LadderEngine> engine = pairs.isEmpty() ? Optional.empty() : engine(options.engines());
    if (engine.isEmpty()) {
      return List.of();
    }
    Deadline deadline = end.within(LONGEST.plus(options.pause()));
    Attempts attempts = Attempts.after(seen.all(), traffic);
    ExecutorService workers = Executors.newCachedThreadPool(PathStep::worker);
    Climber climber = new Climber(attempts, engine.get(), options, deadline, workers);
    try {
      List<Future<List<Climber.Climbed>>> running = new ArrayList<>();
      for (List<ClimbPlan.Pair> group : groups(pairs)) {
        running.add(workers.submit(() -> climber.all(group)));
      }
      List<Climber.Climbed> done = new ArrayList<>();
      for (Future<List<Climber.Climbed>> each : running) {
        done.addAll(each.get());
      }
      return records(done);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    } finally {
      workers.shutdownNow();
      climber.close();
    }
  }

  /** Those that are compared with the same controls. */
  private static List<List<ClimbPlan.Pair>> groups(List<ClimbPlan.Pair> pairs) {
    Map<List<String>, List<ClimbPlan.Pair>> groups = new LinkedHashMap<>();
    for (ClimbPlan.Pair pair : pairs) {
      List<String> controls = pair.controls().stream().map(Climb::key).toList();
      groups.computeIfAbsent(controls, key -> new ArrayList<>()).add(pair);
    }
    return List.copyOf(groups.values());
  }

  /** Each ladder once, controls before the tests that are compared with them. */
  private static List<Observation> records(List<Climber.Climbed> done) {
    Map<Climbing, List<Hop>> routers = new LinkedHashMap<>();
    for (Climber.Climbed each : done) {
      List<Hop> names = each.naming().map(Climbing::hops).orElse(List.of());
      each.naming().ifPresent(naming -> routers.putIfAbsent(naming, List.of()));
      each.controls().forEach(control -> routers.putIfAbsent(control, names));
      routers.putIfAbsent(each.test(), names);
    }
    List<Observation> records = new ArrayList<>();
    routers.forEach((climbing, names) -> records.add(climbing.record(names)));
    return records;
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "zprobe-path");
    thread.setDaemon(true);
    return thread;
  }
}
