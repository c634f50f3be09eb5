package dev.zprobe.capture.flow;

import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.PacketSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Follows the flows of a file with two threads: both read all of it, and each follows the flows of
 * its half. A third, the caller's, is told of all of them in an order that does not depend on how
 * fast the two are. What is told is what one {@link FlowTracker} tells, but that flows which are
 * idle may be ended at other moments.
 *
 * @param <P> what is made of a flow on the thread that followed it
 */
public final class ParallelTracker<P> {
  private final FlowLimits limits;
  private final Sink<P> sink;
  private long flows;

  /**
   * What one of the two threads works with; nothing of it may be shared with the other.
   *
   * @param source read from its beginning to its end
   * @param dialogues opens a protocol follower for each flow with payload
   * @param prepare what the sink gets beside a finished flow
   * @param others takes frames and whatever else the source delivers besides
   */
  public record Half<P>(
      PacketSource source, DialogueFactory dialogues, Preparation<P> prepare, FrameSink others) {}

  /** Makes of a finished flow what the sink gets beside it. */
  @FunctionalInterface
  public interface Preparation<P> {
    /**
     * @param lastNanos the capture had come to this time, since the epoch
     */
    P of(Flow flow, long lastNanos);
  }

  /** Takes what is found, on the thread that called {@link #track}. */
  public interface Sink<P> {
    /** As {@link FlowSink#keepsFlows}. */
    boolean keepsFlows();

    /** A flow is over, as {@link FlowSink#finished}. */
    void finished(Flow flow, P prepared);

    /** An ICMP error, whether or not its flow is known. */
    void icmpError(IcmpError error);
  }

  /**
   * @param limits for both together
   */
  public ParallelTracker(FlowLimits limits, Sink<P> sink) {
    this.limits = limits;
    this.sink = sink;
  }

  /**
   * Reads to the end.
   *
   * @return of both halves together
   * @throws IOException what a source throws, or when this thread is interrupted
   */
  public CaptureTotals track(Half<P> first, Half<P> second) throws IOException {
    List<FlowHalf<P>> halves =
        List.of(
            new FlowHalf<>(limits.half(), FlowShare.FIRST, first),
            new FlowHalf<>(limits.half(), FlowShare.SECOND, second));
    ExecutorService threads = Executors.newFixedThreadPool(halves.size(), ParallelTracker::thread);
    try {
      List<Future<CaptureTotals>> totals = new ArrayList<>();
      halves.forEach(half -> totals.add(threads.submit(half)));
      merge(new Cursor<>(halves.get(0)), new Cursor<>(halves.get(1)));
      return result(totals.get(0)).and(result(totals.get(1)));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while reading");
    } finally {
      first.source().close();
      second.source().close();
      halves.forEach(FlowHalf::abandon);
      threads.shutdown();
    }
  }

  private void merge(Cursor<P> one, Cursor<P> other) throws InterruptedException {
    while (true) {
      long order = one.order();
      long otherOrder = other.order();
      if (order == Cursor.END && otherOrder == Cursor.END) {
        return;
      }
      Cursor<P> next = order <= otherOrder ? one : other;
      take(next, next.take());
    }
  }

  private void take(Cursor<P> from, FlowEvent event) {
    if (event instanceof FlowEvent.Opened opened) {
      opened.flow().number(++flows);
    } else if (event instanceof FlowEvent.Refused refused) {
      sink.icmpError(refused.error());
    } else if (event instanceof FlowEvent.Finished<?> finished) {
      sink.finished(finished.flow(), from.prepared(finished));
      if (!sink.keepsFlows()) {
        from.done(finished.flow());
      }
    }
  }

  private static CaptureTotals result(Future<CaptureTotals> of)
      throws IOException, InterruptedException {
    try {
      return of.get();
    } catch (ExecutionException failed) {
      Throwable why = failed.getCause();
      if (why instanceof IOException unreadable) {
        throw unreadable;
      }
      if (why instanceof Error grave) {
        throw grave;
      }
      throw why instanceof RuntimeException broken ? broken : new IllegalStateException(why);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "zprobe-flows");
    thread.setDaemon(true);
    return thread;
  }

  /** Where the merge is in the events of one half. */
  private static final class Cursor<P> {
    static final long END = Long.MAX_VALUE;

    private final FlowHalf<P> half;
    private List<FlowEvent> batch = List.of();
    private List<Flow> seen = new ArrayList<>();
    private int position;
    private boolean ended;

    Cursor(FlowHalf<P> half) {
      this.half = half;
    }

    /** Of the next event; waits for one. */
    long order() throws InterruptedException {
      if (position == batch.size() && !ended) {
        half.giveBack(seen);
        seen = new ArrayList<>();
        batch = half.next();
        position = 0;
        ended = batch.isEmpty();
      }
      return ended ? END : batch.get(position).order();
    }

    FlowEvent take() {
      return batch.get(position++);
    }

    @SuppressWarnings("unchecked") // the half makes nothing else
    P prepared(FlowEvent.Finished<?> event) {
      return (P) event.prepared();
    }

    void done(Flow flow) {
      seen.add(flow);
    }
  }
}
