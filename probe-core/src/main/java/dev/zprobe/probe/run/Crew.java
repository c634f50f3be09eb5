package dev.zprobe.probe.run;

import dev.zprobe.net.Deadline;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a run. Tasks may hand out more tasks, and must not wait for them: so an address
 * with its lane full never blocks itself.
 */
final class Crew implements AutoCloseable {
  /** Tasks under way to one address. */
  private static final int LANE_WIDTH = 32;

  private static final int MOST_THREADS = 256;
  private static final long STACK_BYTES = 512 * 1024;

  private final ThreadPoolExecutor threads;
  private final Map<InetAddress, Lane> lanes = new HashMap<>();
  private int open;
  private Throwable defect;

  private static final class Lane {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
  }

  Crew() {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            1,
            TimeUnit.SECONDS,
            new IdleFirst(),
            task -> {
              String name = "zprobe-probe-" + number.incrementAndGet();
              Thread thread = new Thread(null, task, name, STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            },
            (task, pool) -> ((IdleFirst) pool.getQueue()).put(task));
  }

  /**
   * Takes a task only where a thread waits for one: else another thread is made while there may be,
   * and only then tasks wait. A queue of the usual kind would make all threads before one is used
   * again.
   */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }

  /** For steps that wait for their parts. Those parts must not be tasks of a lane. */
  ExecutorService threads() {
    return threads;
  }

  synchronized void submit(Runnable task) {
    open++;
    threads.execute(() -> run(task));
  }

  /** As soon as less than the lane's width is under way to this address. */
  synchronized void submit(InetAddress address, Runnable task) {
    open++;
    Lane lane = lanes.computeIfAbsent(address, fresh -> new Lane());
    if (lane.running < LANE_WIDTH) {
      start(lane, task);
    } else {
      lane.waiting.add(task);
    }
  }

  private void start(Lane lane, Runnable task) {
    lane.running++;
    threads.execute(
        () -> {
          run(task);
          leave(lane);
        });
  }

  private synchronized void leave(Lane lane) {
    lane.running--;
    Runnable next = lane.waiting.poll();
    if (next != null) {
      start(lane, next);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error thrown) {
      keep(thrown);
    } finally {
      finished();
    }
  }

  private synchronized void keep(Throwable thrown) {
    if (defect == null) {
      defect = thrown;
    }
  }

  private synchronized void finished() {
    open--;
    notifyAll();
  }

  /** Waits for all tasks, also those that they hand out. A defect in one of them comes out here. */
  synchronized void await(Deadline deadline) throws InterruptedException {
    while (open > 0 && !deadline.expired()) {
      wait(Math.max(1, deadline.remaining().toMillis()));
    }
    if (defect != null) {
      throw new IllegalStateException("a probe broke", defect);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
