package dev.zprobe.probe;

import dev.zprobe.net.Deadline;
import java.time.Duration;

/**
 * A budget for waiting that counts the time spent waiting only: a machine that is slow at its own
 * work must not make the peer look silent. For one thread.
 */
public final class Waiting {
  private final Deadline run;
  private Duration left;

  Waiting(Deadline run, Duration left) {
    this.run = run;
    this.left = left;
  }

  /** The next arrival; what has come already is had even when nothing is left. */
  public Arrival receive(ByteStream stream) {
    long began = System.nanoTime();
    Arrival arrival = stream.receive(run.within(left));
    Duration waited = Duration.ofNanos(System.nanoTime() - began);
    left = waited.compareTo(left) < 0 ? left.minus(waited) : Duration.ZERO;
    return arrival;
  }
}
