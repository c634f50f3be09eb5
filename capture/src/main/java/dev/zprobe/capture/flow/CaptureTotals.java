package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.source.Frame;

/** Counts over all frames that a tracker saw. */
public final class CaptureTotals {
  private static final int MOST_LINK_TYPES = 1 << 16;

  private final long[] linkTypes = new long[MOST_LINK_TYPES / 64];
  private final long[] outcomes = new long[Outcome.values().length];
  private long lastFrame;
  private long packets;
  private long bytes;
  private long cut;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private long flows;
  private long shedFlows;
  private long abandonedDatagrams;
  private long icmpErrors;

  CaptureTotals() {}

  /** Any frame, also one that another tracker counts. */
  void passed(Frame frame) {
    lastFrame = frame.number();
    long nanos = frame.nanos();
    firstNanos = Math.min(firstNanos, nanos);
    lastNanos = Math.max(lastNanos, nanos);
  }

  @SuppressWarnings("EnumOrdinal") // an index of this run only, on the hot path
  void count(Frame frame, Decoded decoded) {
    packets++;
    bytes += frame.original();
    if (frame.captured() < frame.original()) {
      cut++;
    }
    int linkType = frame.linkType() & (MOST_LINK_TYPES - 1);
    linkTypes[linkType >> 6] |= 1L << (linkType & 63);
    outcomes[decoded.ending().ordinal()]++;
  }

  void numbered(long frame) {
    lastFrame = frame;
  }

  long openFlow() {
    return ++flows;
  }

  void shed() {
    shedFlows++;
  }

  void icmpError() {
    icmpErrors++;
  }

  void abandoned(long datagrams) {
    abandonedDatagrams = datagrams;
  }

  /** Adds what the tracker of the other flows of the same capture counted. */
  CaptureTotals and(CaptureTotals ofOtherFlows) {
    packets += ofOtherFlows.packets;
    bytes += ofOtherFlows.bytes;
    cut += ofOtherFlows.cut;
    for (int i = 0; i < linkTypes.length; i++) {
      linkTypes[i] |= ofOtherFlows.linkTypes[i];
    }
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] += ofOtherFlows.outcomes[i];
    }
    flows += ofOtherFlows.flows;
    shedFlows += ofOtherFlows.shedFlows;
    icmpErrors += ofOtherFlows.icmpErrors;
    return this;
  }

  /** Highest frame number; more than {@link #packets()} where other records are numbered too. */
  public long lastFrame() {
    return lastFrame;
  }

  public long packets() {
    return packets;
  }

  /** On the wire. */
  public long bytes() {
    return bytes;
  }

  /** Packets of which the capture kept only the beginning. */
  public long truncated() {
    return cut;
  }

  /** How many packets' innermost layer ended so. */
  @SuppressWarnings("EnumOrdinal")
  public long ended(Outcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  /** Earliest time, since the epoch; 0 without packets. */
  public long firstNanos() {
    return firstNanos == Long.MAX_VALUE ? 0 : firstNanos;
  }

  /** Latest time, since the epoch; 0 without packets. */
  public long lastNanos() {
    return lastNanos == Long.MIN_VALUE ? 0 : lastNanos;
  }

  public long flows() {
    return flows;
  }

  /** Flows that were ended early because of the memory limit. */
  public long shedFlows() {
    return shedFlows;
  }

  /** Fragmented datagrams that were given up because of the memory limit. */
  public long abandonedDatagrams() {
    return abandonedDatagrams;
  }

  public long icmpErrors() {
    return icmpErrors;
  }

  /** Link types of the frames, ascending, as in pcap's registry. */
  public int[] linkTypes() {
    int count = 0;
    for (long word : linkTypes) {
      count += Long.bitCount(word);
    }
    int[] present = new int[count];
    int next = 0;
    for (int type = 0; next < count; type++) {
      if ((linkTypes[type >> 6] & (1L << (type & 63))) != 0) {
        present[next++] = type;
      }
    }
    return present;
  }
}
