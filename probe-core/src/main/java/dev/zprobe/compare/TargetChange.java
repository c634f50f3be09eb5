package dev.zprobe.compare;

import dev.zprobe.compare.EndpointView.Health;
import java.util.Locale;
import java.util.Optional;

/**
 * One endpoint before and after.
 *
 * @param before empty when the earlier run did not have it
 * @param after empty when the later run did not have it
 */
public record TargetChange(
    EndpointKey key, Kind kind, Optional<EndpointView> before, Optional<EndpointView> after) {

  /** What became of it. The order is that of a reader's interest. */
  public enum Kind {
    NEWLY_FAILING,
    CHANGED_REASON,
    MOVED_HOP,
    STILL_FAILING,
    NOT_RETESTED,
    FIXED,
    NEWLY_TESTED,
    UNCHANGED;

    /** {@code newly-failing} and so on. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static TargetChange of(
      EndpointKey key, Optional<EndpointView> before, Optional<EndpointView> after) {
    Health was = before.map(EndpointView::health).orElse(Health.UNTESTED);
    Health is = after.map(EndpointView::health).orElse(Health.UNTESTED);
    return new TargetChange(key, kind(was, is, before, after), before, after);
  }

  private static Kind kind(
      Health was, Health is, Optional<EndpointView> before, Optional<EndpointView> after) {
    if (is == Health.UNTESTED) {
      return was == Health.UNTESTED ? Kind.UNCHANGED : Kind.NOT_RETESTED;
    }
    return switch (was) {
      case UNTESTED -> Kind.NEWLY_TESTED;
      // What answered and is silent now has lost something, whatever else may be silent.
      case WORKS -> is == Health.WORKS ? Kind.UNCHANGED : Kind.NEWLY_FAILING;
      case UNPROVEN -> is == Health.FAILS ? Kind.NEWLY_FAILING : Kind.UNCHANGED;
      case FAILS ->
          is == Health.FAILS ? failing(before.orElseThrow(), after.orElseThrow()) : Kind.FIXED;
    };
  }

  private static Kind failing(EndpointView before, EndpointView after) {
    if (before.state() != after.state() || !before.causes().equals(after.causes())) {
      return Kind.CHANGED_REASON;
    }
    boolean moved =
        before.location().isKnown()
            && after.location().isKnown()
            && !before.location().sameAs(after.location());
    return moved ? Kind.MOVED_HOP : Kind.STILL_FAILING;
  }
}
