package dev.zprobe.probe;

import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One step under way. Its own times are monotonic; only the start is by the wall clock. */
public final class Attempt {
  private final Attempts attempts;
  private final String id;
  private final String target;
  private final Instant started;
  private final long startedNanos;
  private final List<FiveTuple> flows = new CopyOnWriteArrayList<>();

  Attempt(Attempts attempts, String target) {
    this.attempts = attempts;
    this.target = target;
    this.id = attempts.ids().next();
    this.started = attempts.clock().instant();
    this.startedNanos = System.nanoTime();
  }

  /** Announces a flow to the capture; call it before the first packet leaves. */
  public void announce(FiveTuple flow) {
    attempts.traffic().expect(flow);
    flows.add(flow);
  }

  /** Takes part in a flow that an earlier step announced. */
  public void join(FiveTuple flow) {
    flows.add(flow);
  }

  public String target() {
    return target;
  }

  /** The monotonic time of the start, as {@link System#nanoTime}. */
  public long startedNanos() {
    return startedNanos;
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Ends the step: the time so far is its elapsed time. */
  public Stamp stamp() {
    return new Stamp(id, target, started, elapsed(), flows);
  }
}
