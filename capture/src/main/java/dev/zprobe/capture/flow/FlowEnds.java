package dev.zprobe.capture.flow;

/** The two ends of a flow, as far as a protocol follower may ask. */
public interface FlowEnds {
  /** True for UDP and UDP-Lite, false for TCP. */
  boolean udp();

  /** Port of the endpoint that sent the first packet of the flow, 0..65535. */
  int portA();

  /** Port of the other endpoint, 0..65535. */
  int portB();

  /**
   * True when a SYN or SYN-ACK shows that endpoint b opened the flow (the SYN was not captured).
   */
  boolean openedByB();
}
