package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;

/** One packet of a flow that is worth remembering: when it came and what its IP header showed. */
public final class Mark {
  /** No such packet. */
  public static final Mark NEVER = new Mark();

  private long frame;
  private long nanos;
  private int timeToLive = -1;
  private int identification = -1;
  private int sequence;

  Mark() {}

  Mark set(Decoded packet, Moment now) {
    frame = now.frame;
    nanos = now.nanos;
    timeToLive = packet.timeToLive();
    identification = packet.identification();
    sequence = packet.sequence();
    return this;
  }

  /** A mark that may be set: this one, unless it is the one that stands for all that never were. */
  Mark own() {
    return this == NEVER ? new Mark() : this;
  }

  /** No such packet yet; the object stays with its flow. */
  void clear() {
    frame = 0;
    nanos = 0;
    timeToLive = -1;
    identification = -1;
    sequence = 0;
  }

  public boolean seen() {
    return frame > 0;
  }

  /** From 1; 0 when there was no such packet. */
  public long frame() {
    return frame;
  }

  /** Since the epoch. */
  public long nanos() {
    return nanos;
  }

  /** TTL or hop limit, -1 when there was no such packet. */
  public int timeToLive() {
    return timeToLive;
  }

  /** IPv4 identification, 0 for IPv6, -1 when there was no such packet. */
  public int identification() {
    return identification;
  }

  /** TCP sequence number. */
  public int sequence() {
    return sequence;
  }
}
