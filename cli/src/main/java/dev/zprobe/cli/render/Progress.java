package dev.zprobe.cli.render;

import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import dev.zprobe.traffic.CaptureReport;
import dev.zprobe.traffic.TrafficObserver;
import dev.zprobe.traffic.TrafficObservers;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One line on a terminal that says that something goes on; wiped at the end. */
public final class Progress implements AutoCloseable {
  private static final long BEAT_MILLIS = 200;
  private static final String WIPE = "\r\u001b[K";
  private static final String WIPE_BELOW = "\r\u001b[J";
  private final AtomicInteger flows = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread ticker;

  private Progress(Runnable beat) {
    this.ticker = new Thread(beat, "progress");
  }

  /** Shows nothing. */
  public static Progress none() {
    return new Progress(() -> {});
  }

  /**
   * Shows how long it has been going on and how many conversations were opened.
   *
   * @param below further lines, no wider than the terminal, asked for at every beat
   */
  public static Progress on(PrintStream terminal, Duration limit, Supplier<List<String>> below) {
    Progress[] self = new Progress[1];
    self[0] = new Progress(() -> self[0].beat(terminal, limit, below));
    self[0].ticker.setDaemon(true);
    self[0].ticker.start();
    return self[0];
  }

  /** The same observers, counting the conversations that they are told of. */
  public TrafficObservers counting(TrafficObservers observers) {
    return scope -> new Counting(observers.watch(scope), flows);
  }

  @Override
  public void close() {
    over.countDown();
    try {
      ticker.join(5 * BEAT_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat(PrintStream terminal, Duration limit, Supplier<List<String>> below) {
    long start = System.nanoTime();
    try {
      while (!over.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        terminal.print(
            WIPE
                + "probing, "
                + seconds
                + " s of at most "
                + limit.toSeconds()
                + " s, "
                + flows.get()
                + " conversations"
                + block(below.get()));
        terminal.flush();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    terminal.print(WIPE_BELOW);
    terminal.flush();
  }

  /** Lines under the first, and the cursor back on it. */
  private static String block(List<String> lines) {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder block = new StringBuilder();
    lines.forEach(line -> block.append("\n").append(WIPE).append(line));
    return block.append("\u001b[").append(lines.size()).append("A\r").toString();
  }

  private record Counting(TrafficObserver inner, AtomicInteger flows) implements TrafficObserver {
    @Override
    public void expect(FiveTuple flow) {
      flows.incrementAndGet();
      inner.expect(flow);
    }

    @Override
    public Map<String, Trace> explain(List<Observation> probed) {
      return inner.explain(probed);
    }

    @Override
    public CaptureReport report() {
      return inner.report();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
