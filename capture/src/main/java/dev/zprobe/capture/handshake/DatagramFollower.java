package dev.zprobe.capture.handshake;

/** Follows one protocol over the datagrams of a UDP flow. */
sealed interface DatagramFollower
    permits DnsLog, DtlsLog, NtpLog, QuicLog, SipLog, StunLog, ZoomMediaLog {
  ProtocolFacts facts();

  /** Whether nothing more can be learnt. */
  default boolean isDone() {
    return false;
  }

  /** Gives back what is held; the flow is over. */
  default void release() {}
}
