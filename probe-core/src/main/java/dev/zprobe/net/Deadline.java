package dev.zprobe.net;

import java.time.Duration;

/** A point on the monotonic clock by which something must be over. */
public record Deadline(long nanoTime) {
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** Time left, never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean expired() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The earlier of this deadline and one that is {@code limit} from now. */
  public Deadline within(Duration limit) {
    Deadline other = after(limit);
    return other.nanoTime - nanoTime < 0 ? other : this;
  }
}
