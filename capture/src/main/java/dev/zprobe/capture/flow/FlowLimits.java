package dev.zprobe.capture.flow;

/**
 * How much the tracker may hold.
 *
 * @param mostFlows flows at a time; beyond, the longest idle are ended and counted as shed
 * @param easyFlows below this many, no flow is ended for being idle
 * @param framesPerSide frame numbers kept per flow and direction
 * @param reassemblyBytes out-of-order segments held over all flows
 */
public record FlowLimits(int mostFlows, int easyFlows, int framesPerSide, long reassemblyBytes) {
  /** What a flow with a protocol follower takes, measured, generously. */
  private static final int BYTES_PER_FLOW = 2_048;

  public FlowLimits {
    if (mostFlows < 1 || easyFlows < 0 || framesPerSide < 0 || reassemblyBytes < 0) {
      throw new IllegalArgumentException("limits must not be negative");
    }
  }

  /** For {@code bytes} of memory, at least 8 MB, in all. */
  public static FlowLimits ofMemory(long bytes) {
    long room = Math.max(bytes, 8L << 20);
    int flows = (int) Math.min(1 << 26, room * 3 / 4 / BYTES_PER_FLOW);
    return new FlowLimits(flows, Math.min(flows / 2, 8_192), 8, room / 4);
  }

  /** For a capture of a tool's own few flows: keeps every frame number. */
  public static FlowLimits live() {
    return new FlowLimits(65_536, 65_536, 4_096, 16L << 20);
  }

  /** For one of two trackers that share the flows of a capture. */
  FlowLimits half() {
    return new FlowLimits(
        Math.max(1, mostFlows / 2), easyFlows / 2, framesPerSide, reassemblyBytes / 2);
  }
}
