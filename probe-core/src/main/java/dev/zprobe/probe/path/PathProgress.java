package dev.zprobe.probe.path;

import dev.zprobe.observation.PathLadder.Hop;

/** Told of every hop as it is tried, for a live view. Called from several threads. */
public interface PathProgress {
  PathProgress NONE = (climb, hop) -> {};

  /** A hop was tried, or tried again. */
  void hop(Climb climb, Hop hop);
}
