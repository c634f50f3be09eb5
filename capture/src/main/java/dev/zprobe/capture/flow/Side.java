package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import java.util.Arrays;

/** What one endpoint of a flow sent. */
public sealed class Side permits EndpointHistory {
  private static final long[] NO_FRAMES = {};
  private static final long NEVER_CUT = Long.MIN_VALUE;

  /** Nobody asks again so soon: this close, it is one burst, or a frame that was captured twice. */
  private static final long ANOTHER_ATTEMPT_NANOS = 10_000_000;

  // What every packet touches lies together: with many flows alive, memory is what takes the time.
  private long[] frames = NO_FRAMES;
  private int frameCount;
  private boolean hasData;
  private long packets;
  private long payloadBytes;
  private long cutNanos = NEVER_CUT;
  private int attempts;
  private int timeToLive = -1;
  private int lowestTimeToLive = 255;
  private int highestTimeToLive;
  private Mark firstData = Mark.NEVER;
  private Mark lastData = Mark.NEVER;

  Side() {}

  /** Nothing was sent yet. */
  void clear() {
    frameCount = 0;
    hasData = false;
    packets = 0;
    payloadBytes = 0;
    cutNanos = NEVER_CUT;
    attempts = 0;
    timeToLive = -1;
    lowestTimeToLive = 255;
    highestTimeToLive = 0;
    firstData.clear();
    lastData.clear();
  }

  void count(Decoded packet, Moment now, int frameLimit) {
    packets++;
    payloadBytes += packet.statedLength();
    if (frameCount < frameLimit) {
      add(now.frame, frameLimit);
    }
    int hops = packet.timeToLive();
    if (timeToLive < 0) {
      timeToLive = hops;
    }
    if (packet.payloadLength() > 0) {
      data(packet, now);
    }
  }

  private void data(Decoded packet, Moment now) {
    if (packet.payloadCaptured() < packet.payloadLength()) {
      cutNanos = now.nanos;
    }
    if (!hasData) {
      hasData = true;
      attempts = 1;
      firstData = firstData.own().set(packet, now);
      return;
    }
    if (now.nanos - lastData().nanos() >= ANOTHER_ATTEMPT_NANOS) {
      attempts++;
    }
    // Stored once: to store a reference again makes work for the collector.
    if (lastData == Mark.NEVER) {
      lastData = lastData.own();
    }
    lastData.set(packet, now);
  }

  private void add(long frame, int limit) {
    if (frameCount == frames.length) {
      frames = Arrays.copyOf(frames, Math.min(limit, Math.max(4, frameCount * 2)));
    }
    frames[frameCount++] = frame;
  }

  /** There was a packet with payload: the same as a first one that was seen, and closer at hand. */
  final boolean hasData() {
    return hasData;
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

  /** How often it sent data, where packets within ten milliseconds are sent once. */
  public int attempts() {
    return attempts;
  }

  /** Whether a packet from this time on, since the epoch, has payload that the capture cut off. */
  public boolean cutSince(long nanos) {
    return cutNanos >= nanos;
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
    return Arrays.copyOf(frames, frameCount);
  }
}
