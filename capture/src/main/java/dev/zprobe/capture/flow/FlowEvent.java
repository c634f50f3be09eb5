package dev.zprobe.capture.flow;

/** What one of two trackers tells the thread that looks at the flows of both. */
sealed interface FlowEvent {
  /** Events of both trackers are taken in this order. */
  long order();

  /** A flow began with this frame. */
  record Opened(Flow flow, long order) implements FlowEvent {}

  /**
   * A flow is over.
   *
   * @param prepared what was made of it on the tracker's own thread
   */
  record Finished<P>(Flow flow, P prepared, long order) implements FlowEvent {}

  /** An ICMP error came in this frame. */
  record Refused(IcmpError error, long order) implements FlowEvent {}
}
