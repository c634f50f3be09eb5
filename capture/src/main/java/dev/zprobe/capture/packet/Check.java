package dev.zprobe.capture.packet;

/** What became of an attempt to lay a view over bytes. */
public enum Check {
  OK,
  /** The capture kept too little of the packet; the sender is not to blame. */
  TRUNCATED,
  /** The packet's own lengths contradict each other. */
  MALFORMED;

  /**
   * Whether a header of {@code need} bytes is there.
   *
   * @param at where it begins
   * @param end where the captured bytes end
   * @param wireEnd where the packet ended on the wire; not before {@code end}
   */
  static Check room(int at, int need, int end, int wireEnd) {
    if (end - at >= need) {
      return OK;
    }
    return wireEnd - at >= need ? TRUNCATED : MALFORMED;
  }
}
