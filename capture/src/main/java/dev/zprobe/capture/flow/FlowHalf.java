package dev.zprobe.capture.flow;

import dev.zprobe.capture.source.CaptureInterface;
import dev.zprobe.capture.source.Damage;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.PacketSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a capture on a thread of its own and follows half of the flows. What it finds waits in a
 * short queue, in order; flows that were looked at come back to be used again.
 */
final class FlowHalf<P> implements FrameSink, FlowSink, Callable<CaptureTotals> {
  /** Together on their way: handing over costs more than an event. */
  static final int BATCH = 32;

  private static final int WAITING = 4;
  private static final long LONGEST_WAIT_MILLIS = 50;

  /** Flows that the end of the capture ends come after everything else, as they began. */
  private static final long AFTER_ALL_FRAMES = Long.MAX_VALUE / 2;

  private final PacketSource source;
  private final FlowTracker tracker;
  private final FrameSink others;
  private final ParallelTracker.Preparation<P> prepare;
  private final BlockingQueue<List<FlowEvent>> full = new ArrayBlockingQueue<>(WAITING);
  private final Queue<List<Flow>> back = new ConcurrentLinkedQueue<>();
  private List<FlowEvent> events = new ArrayList<>(BATCH);
  private long frame;
  private long afterwards;
  private volatile boolean abandoned;

  FlowHalf(FlowLimits limits, FlowShare share, ParallelTracker.Half<P> how) {
    source = how.source();
    prepare = how.prepare();
    others = how.others();
    tracker = new FlowTracker(limits, how.dialogues(), this, share);
  }

  @Override
  public CaptureTotals call() throws IOException {
    try {
      source.deliver(this);
      afterwards = AFTER_ALL_FRAMES;
      tracker.finish();
      return tracker.totals();
    } finally {
      handOver();
      put(List.of()); // the end, also where it failed
    }
  }

  /** The next events; none at the end. Waits. */
  List<FlowEvent> next() throws InterruptedException {
    return full.take();
  }

  /** May be used again. */
  void giveBack(List<Flow> seen) {
    back.add(seen);
  }

  @Override
  public void frame(Frame next) {
    frame = next.number();
    tracker.frame(next);
    others.frame(next);
  }

  @Override
  public void custom(long number, long enterprise, byte[] content) {
    tracker.custom(number, enterprise, content);
    others.custom(number, enterprise, content);
  }

  @Override
  public void opened(CaptureInterface captureInterface) {
    others.opened(captureInterface);
  }

  @Override
  public void secrets(int type, byte[] content) {
    others.secrets(type, content);
  }

  @Override
  public void damage(Damage damage) {
    others.damage(damage);
  }

  @Override
  public void opened(Flow flow) {
    add(new FlowEvent.Opened(flow, frame));
  }

  @Override
  public void finished(Flow flow) {
    long order = afterwards == 0 ? frame : afterwards + flow.firstFrame();
    P prepared = prepare.of(flow, tracker.totals().lastNanos());
    add(new FlowEvent.Finished<>(flow, prepared, order));
  }

  @Override
  public void icmpError(IcmpError error) {
    add(new FlowEvent.Refused(error, frame));
  }

  private void add(FlowEvent event) {
    events.add(event);
    if (events.size() == BATCH) {
      handOver();
    }
  }

  private void handOver() {
    if (events.isEmpty()) {
      return;
    }
    put(events);
    events = new ArrayList<>(BATCH);
    for (List<Flow> seen = back.poll(); seen != null; seen = back.poll()) {
      seen.forEach(tracker::giveBack);
    }
  }

  private void put(List<FlowEvent> batch) {
    boolean taken = false;
    boolean interrupted = false;
    while (!taken && !abandoned) {
      try {
        taken = full.offer(batch, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException later) {
        interrupted = true; // nobody reads on without the end
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody takes events any more. */
  void abandon() {
    abandoned = true;
  }
}
