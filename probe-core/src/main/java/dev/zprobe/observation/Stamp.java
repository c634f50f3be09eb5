package dev.zprobe.observation;

import dev.zprobe.net.FiveTuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Which observation this is, and when.
 *
 * @param id {@code O1}, {@code O2} …, unique within a run
 * @param target id of the catalog's target, or of a control; for steps that serve the whole run a
 *     word of their own ({@code host}, {@code clock})
 * @param started by this host's clock, however wrong
 * @param flows the conversations that the step opened, for finding its frames
 */
public record Stamp(
    String id, String target, Instant started, Duration elapsed, List<FiveTuple> flows) {
  public Stamp {
    flows = List.copyOf(flows);
  }
}
