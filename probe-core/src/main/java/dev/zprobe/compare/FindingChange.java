package dev.zprobe.compare;

import java.util.Locale;
import java.util.Optional;

/** One finding before and after; at least one of both is there. */
public record FindingChange(
    Kind kind, boolean worse, Optional<FindingView> before, Optional<FindingView> after) {

  /** What became of it. */
  public enum Kind {
    NEW,
    KEPT,
    GONE;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The later view where there is one. */
  public FindingView latest() {
    return after.or(() -> before).orElseThrow();
  }
}
