package dev.zprobe.diagnosis;

import dev.zprobe.observation.Observations;
import java.util.List;

/**
 * Finds one cause. Pure: no I/O, no clock, no knowledge of other rules. Precedence is data in
 * {@link Cause#explains}.
 */
public interface Rule {
  Cause cause();

  /** One finding per scope, empty when the cause is not shown. */
  List<Finding> apply(Observations seen);
}
