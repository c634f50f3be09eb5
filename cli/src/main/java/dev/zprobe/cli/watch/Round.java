package dev.zprobe.cli.watch;

import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.ReportView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One finished round.
 *
 * @param number from 1
 * @param change against the round before; empty for the first
 */
public record Round(
    long number,
    Instant started,
    Duration elapsed,
    ReportView report,
    Optional<Comparison> change) {

  /** The first round, or one that differs from the one before. */
  public boolean isNews() {
    return change.isEmpty() || Changes.anything(change.get());
  }
}
