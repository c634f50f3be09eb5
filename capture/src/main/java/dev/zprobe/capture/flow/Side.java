package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;

/** What one endpoint of a flow sent. */
public sealed class Side permits TcpSequences {
  private final FrameList frames = new FrameList();
  private long packets;
  private long payloadBytes;
  private int timeToLive = -1;
  private int lowestTimeToLive = 255;
  private int highestTimeToLive;
  private Mark firstData = Mark.NEVER;
  private Mark lastData = Mark.NEVER;

  Side() {}

  /** Nothing was sent yet. */
  void clear() {
    frames.clear();
    packets = 0;
    payloadBytes = 0;
    timeToLive = -1;
    lowestTimeToLive = 255;
    highestTimeToLive = 0;
    firstData.clear();
    lastData.clear();
  }

  void count(Decoded packet, Moment now, int frameLimit) {
    packets++;
    payloadBytes += packet.statedLength();
    frames.add(now.frame, frameLimit);
    int hops = packet.timeToLive();
    if (timeToLive < 0) {
      timeToLive = hops;
    }
    if (packet.payloadLength() > 0) {
      if (!firstData.seen()) {
        firstData = firstData.own().set(packet, now);
      } else {
        lastData = lastData.own().set(packet, now);
      }
    }
  }

  /** Keeps the range of hop counts; resets are left out, they are what it is compared with. */
  void hops(int hops) {
    lowestTimeToLive = Math.min(lowestTimeToLive, hops);
    highestTimeToLive = Math.max(highestTimeToLive, hops);
  }

  public long packets() {
    return packets;
  }

  /** On the wire, above TCP or UDP, retransmissions included. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /** Of the first packet; -1 when there was none. */
  public int timeToLive() {
    return timeToLive;
  }

  /** Over all packets but resets; 255 when there was none. */
  public int lowestTimeToLive() {
    return lowestTimeToLive;
  }

  /** Over all packets but resets; 0 when there was none. */
  public int highestTimeToLive() {
    return highestTimeToLive;
  }

  /** First packet with payload. */
  public Mark firstData() {
    return firstData;
  }

  /** Last packet with payload. */
  public Mark lastData() {
    return lastData.seen() ? lastData : firstData;
  }

  /** The first frames, as many as the limits allow, in order. */
  public long[] frames() {
    return frames.toArray();
  }
}
