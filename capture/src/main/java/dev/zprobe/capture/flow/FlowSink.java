package dev.zprobe.capture.flow;

/** Takes what the tracker finds, on the tracker's thread. */
public interface FlowSink {
  /** A flow began: it has its ends and its first packet's time, the rest grows. */
  default void opened(Flow flow) {}

  /**
   * Whether flows, their sides and marks are still looked at after {@link #finished}. Where not,
   * they are used again for others.
   */
  default boolean keepsFlows() {
    return true;
  }

  /**
   * A flow is over: its ports were used again, it was idle, the memory limit was reached, or the
   * capture ended. Not in the order of numbers. It does not change any more.
   */
  void finished(Flow flow);

  /** An ICMP error, whether or not its flow is known. */
  default void icmpError(IcmpError error) {}
}
