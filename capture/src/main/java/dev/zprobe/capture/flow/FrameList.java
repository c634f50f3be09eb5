package dev.zprobe.capture.flow;

import java.util.Arrays;

/** The first frame numbers of one direction of a flow, up to a limit. */
final class FrameList {
  private static final long[] NONE = {};

  private long[] frames = NONE;
  private int count;

  void add(long frame, int limit) {
    if (count == limit) {
      return;
    }
    if (count == frames.length) {
      frames = Arrays.copyOf(frames, Math.min(limit, Math.max(4, count * 2)));
    }
    frames[count++] = frame;
  }

  void clear() {
    count = 0;
  }

  long[] toArray() {
    return Arrays.copyOf(frames, count);
  }
}
