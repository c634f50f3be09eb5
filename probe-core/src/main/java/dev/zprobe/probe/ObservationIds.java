package dev.zprobe.probe;

import dev.zprobe.observation.Observation;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers the observations of one run in the order in which they begin. Safe for many threads. */
public final class ObservationIds {
  private final AtomicInteger last;

  public ObservationIds() {
    this(0);
  }

  /** Goes on after {@code taken} ids. */
  ObservationIds(int taken) {
    last = new AtomicInteger(taken);
  }

  /** {@code O1}, then {@code O2} and so on. */
  public String next() {
    return "O" + last.incrementAndGet();
  }

  /** The highest number among these, 0 for none. */
  public static int highest(List<Observation> taken) {
    return taken.stream().mapToInt(each -> number(each.id())).max().orElse(0);
  }

  /** The number within an id, for sorting. */
  public static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }
}
