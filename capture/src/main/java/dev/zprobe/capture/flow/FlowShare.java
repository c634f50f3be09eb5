package dev.zprobe.capture.flow;

/** Which flows a tracker follows where several read the same capture. */
enum FlowShare {
  ALL,
  FIRST,
  SECOND;

  /**
   * @param hash of a flow's key, the same for both of its directions
   */
  boolean holds(int hash) {
    // The table places flows by the low bits; the sign is as good as any other bit here.
    return this == ALL || (hash < 0) == (this == SECOND);
  }
}
