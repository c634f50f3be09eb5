package dev.zprobe.capture.flow;

/** Which flows a tracker follows where several read the same capture. */
enum FlowShare {
  ALL,
  FIRST,
  SECOND;

  /** Odd, and its bits without order: every bit of the ends has a say in the sign. */
  private static final int SPREAD = 0x9e3779b9;

  /**
   * @param ends of a flow's packets, the same for both of its directions
   */
  boolean holds(int ends) {
    return this == ALL || (ends * SPREAD < 0) == (this == SECOND);
  }
}
