package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.IcmpMessage;

/** An ICMP or ICMPv6 error and what it quotes. Immutable; one is made for every error. */
public final class IcmpError {
  private final long frame;
  private final long nanos;
  private final int ipVersion;
  private final long fromHigh;
  private final long fromLow;
  private final int timeToLive;
  private final int type;
  private final int code;
  private final int mtu;
  private final Quote quote;
  private final Flow about; // null where it is about no flow that is known

  /**
   * The packet that an error is about.
   *
   * @param ipVersion 4 or 6; 0 when the error quotes nothing usable
   * @param protocol transport protocol number
   */
  public record Quote(
      int ipVersion,
      int protocol,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      Ports ports) {}

  /** Ports and TCP sequence number in a quote; -1 where it does not reach them. */
  public record Ports(int source, int destination, int sequence) {}

  IcmpError(Decoded packet, Moment now, Flow about) {
    IcmpMessage message = packet.icmp();
    frame = now.frame;
    nanos = now.nanos;
    ipVersion = packet.ipVersion();
    fromHigh = packet.sourceHigh();
    fromLow = packet.sourceLow();
    timeToLive = packet.timeToLive();
    type = message.type();
    code = message.code();
    mtu = message.mtu();
    quote =
        new Quote(
            message.quotedVersion(),
            message.quotedProtocol(),
            message.quotedSourceHigh(),
            message.quotedSourceLow(),
            message.quotedDestinationHigh(),
            message.quotedDestinationLow(),
            new Ports(
                message.quotedSourcePort(),
                message.quotedDestinationPort(),
                message.quotedSequence()));
    this.about = about;
  }

  public long frame() {
    return frame;
  }

  /** Since the epoch. */
  public long nanos() {
    return nanos;
  }

  /** 4 for ICMP, 6 for ICMPv6. */
  public int ipVersion() {
    return ipVersion;
  }

  /** Who sent the error: upper half, 0 for IPv4. */
  public long fromHigh() {
    return fromHigh;
  }

  /** Lower half; IPv4-mapped for IPv4. */
  public long fromLow() {
    return fromLow;
  }

  /** TTL or hop limit with which the error arrived. */
  public int timeToLive() {
    return timeToLive;
  }

  public int type() {
    return type;
  }

  public int code() {
    return code;
  }

  /** Next-hop MTU that it names, -1 if none. */
  public int mtu() {
    return mtu;
  }

  public Quote quote() {
    return quote;
  }

  /**
   * Number of the flow that it is about, 0 when no such flow was seen. To be asked for as long as
   * the flow itself may be looked at.
   */
  public long flow() {
    return about == null ? 0 : about.number();
  }
}
