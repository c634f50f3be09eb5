package dev.zprobe.probe.path;

import java.time.Duration;
import java.util.List;

/**
 * How paths are looked at.
 *
 * @param engines in order of preference; the first that is usable here is taken
 * @param pause between a control and its test, for devices that remember what they blocked
 * @param everything true for ladders of all stages, false for those of failed handshakes only
 */
public record PathOptions(
    List<LadderEngine> engines, Duration pause, boolean everything, PathProgress progress) {
  /** After a run: what failed, without privilege. */
  public static final PathOptions STANDARD =
      new PathOptions(List.of(LadderEngine.SOCKETS), Duration.ZERO, false, PathProgress.NONE);

  public PathOptions {
    engines = List.copyOf(engines);
  }

  public PathOptions withEngines(List<LadderEngine> others) {
    return new PathOptions(others, pause, everything, progress);
  }
}
