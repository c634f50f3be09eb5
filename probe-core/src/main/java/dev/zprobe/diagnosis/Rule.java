package dev.zprobe.diagnosis;

import java.util.List;

/**
 * Finds one cause. Pure: no I/O, no clock, no knowledge of other rules. Precedence is data in
 * {@link Cause#explains}.
 */
public interface Rule {
  Cause cause();

  /** What a reader must know of this judgement; the generated page of causes is made of it. */
  RuleNotes notes();

  /** One finding per scope, empty when the cause is not shown. */
  List<Finding> apply(Landscape land);
}
