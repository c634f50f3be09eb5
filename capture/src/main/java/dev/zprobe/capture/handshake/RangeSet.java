package dev.zprobe.capture.handshake;

import dev.zprobe.net.AddressRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Address ranges to look addresses up in, for millions of flows. Addresses are two words, IPv4 in
 * the mapped form, so that one order holds for both families. Immutable.
 */
final class RangeSet {
  private static final long MAPPED = 0xffff_0000_0000L;

  /** Of ranges that neither overlap nor lie out of order: first and last address. */
  private final long[] firstHigh;

  private final long[] firstLow;
  private final long[] lastHigh;
  private final long[] lastLow;

  /** Both ends belong to it. */
  private record Span(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    static Span of(AddressRange range) {
      byte[] network = range.network().getAddress();
      int host = network.length * 8 - range.prefixLength();
      ByteBuffer bytes = ByteBuffer.wrap(network);
      long high = network.length == 4 ? 0 : bytes.getLong(0);
      long low = network.length == 4 ? MAPPED | bytes.getInt(0) & 0xffffffffL : bytes.getLong(8);
      long lowMask = host >= 64 ? -1 : (1L << host) - 1;
      long highMask = host <= 64 ? 0 : host == 128 ? -1 : (1L << (host - 64)) - 1;
      return new Span(high & ~highMask, low & ~lowMask, high | highMask, low | lowMask);
    }

    boolean touches(Span next) {
      return compare(next.firstHigh, next.firstLow, lastHigh, lastLow) <= 0;
    }

    Span and(Span next) {
      boolean longer = compare(next.lastHigh, next.lastLow, lastHigh, lastLow) > 0;
      return longer ? new Span(firstHigh, firstLow, next.lastHigh, next.lastLow) : this;
    }
  }

  RangeSet(List<AddressRange> ranges) {
    List<Span> spans = joined(ranges);
    firstHigh = spans.stream().mapToLong(Span::firstHigh).toArray();
    firstLow = spans.stream().mapToLong(Span::firstLow).toArray();
    lastHigh = spans.stream().mapToLong(Span::lastHigh).toArray();
    lastLow = spans.stream().mapToLong(Span::lastLow).toArray();
  }

  private static List<Span> joined(List<AddressRange> ranges) {
    Comparator<Span> order =
        (one, other) -> compare(one.firstHigh, one.firstLow, other.firstHigh, other.firstLow);
    List<Span> joined = new ArrayList<>();
    for (Span each : ranges.stream().map(Span::of).sorted(order).toList()) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).touches(each)) {
        joined.set(last, joined.get(last).and(each));
      } else {
        joined.add(each);
      }
    }
    return joined;
  }

  private static int compare(long oneHigh, long oneLow, long otherHigh, long otherLow) {
    int high = Long.compareUnsigned(oneHigh, otherHigh);
    return high != 0 ? high : Long.compareUnsigned(oneLow, otherLow);
  }

  /** Whether an address, IPv4 in its mapped form, lies in one of the ranges. */
  boolean contains(long high, long low) {
    int from = 0;
    int to = firstLow.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(firstHigh[middle], firstLow[middle], high, low) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from > 0 && compare(high, low, lastHigh[from - 1], lastLow[from - 1]) <= 0;
  }
}
