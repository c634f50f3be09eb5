package dev.zprobe.observation;

import java.time.Instant;

/**
 * One captured frame of a flow.
 *
 * @param number 1-based within the capture file, as Wireshark counts
 * @param timed whether its own time is known; else the time is that of the last frame before it
 *     whose time is
 * @param outgoing sent by this host (for a file: by the flow's originator)
 * @param ttl TTL or hop limit as captured, 0 to 255
 * @param ipId IPv4 identification, 0 for IPv6
 * @param what what it carries
 */
public record Frame(
    long number, Instant time, boolean timed, boolean outgoing, int ttl, int ipId, Content what) {
  /** A frame whose time is known. */
  public Frame(long number, Instant time, boolean outgoing, int ttl, int ipId, Content what) {
    this(number, time, true, outgoing, ttl, ipId, what);
  }

  /** The landmark that a frame is within its flow. */
  public enum Content {
    SYN,
    SYN_ACK,
    ACK,
    DATA,
    FIN,
    RESET,
    DATAGRAM,
    ICMP_ERROR
  }
}
