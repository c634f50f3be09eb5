package dev.zprobe.capture.source;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Byte order and interfaces of the pcapng section that is being read. */
final class Section {
  private static final int MOST_INTERFACES = 65_536;

  private boolean swapped;
  private int count;
  private int[] index = new int[4];
  private int[] linkType = new int[4];
  private int[] snapLength = new int[4];
  private int[] resolution = new int[4];
  private long[] offsetSeconds = new long[4];

  void begin(boolean otherByteOrder) {
    swapped = otherByteOrder;
    count = 0;
  }

  int word(ByteBuffer buffer, int at) {
    int value = buffer.getInt(at);
    return swapped ? Integer.reverseBytes(value) : value;
  }

  int half(ByteBuffer buffer, int at) {
    short value = buffer.getShort(at);
    return (swapped ? Short.reverseBytes(value) : value) & 0xffff;
  }

  long doubleWord(ByteBuffer buffer, int at) {
    long value = buffer.getLong(at);
    return swapped ? Long.reverseBytes(value) : value;
  }

  int interfaces() {
    return count;
  }

  /** False when the section has more interfaces than anything real. */
  boolean add(int globalIndex, int type, int snap, int timeResolution, long timeOffset) {
    if (count == MOST_INTERFACES) {
      return false;
    }
    if (count == index.length) {
      int size = count * 2;
      index = Arrays.copyOf(index, size);
      linkType = Arrays.copyOf(linkType, size);
      snapLength = Arrays.copyOf(snapLength, size);
      resolution = Arrays.copyOf(resolution, size);
      offsetSeconds = Arrays.copyOf(offsetSeconds, size);
    }
    index[count] = globalIndex;
    linkType[count] = type;
    snapLength[count] = snap;
    resolution[count] = timeResolution;
    offsetSeconds[count] = timeOffset;
    count++;
    return true;
  }

  int index(int id) {
    return index[id];
  }

  int linkType(int id) {
    return linkType[id];
  }

  int snapLength(int id) {
    return snapLength[id];
  }

  /** Nanoseconds since the epoch of a time stamp in the units of its interface. */
  long nanos(int id, int high, int low) {
    long units = ((long) high << 32) | (low & 0xffffffffL);
    int unit = resolution[id];
    long shift = offsetSeconds[id] * 1_000_000_000L;
    return shift + ((unit & 0x80) == 0 ? decimal(units, unit) : binary(units, unit & 0x7f));
  }

  private static long decimal(long units, int exponent) {
    long nanos = units;
    for (int power = exponent; power < 9; power++) {
      nanos *= 10;
    }
    for (int power = 9; power < exponent && nanos != 0; power++) {
      nanos = Long.divideUnsigned(nanos, 10);
    }
    return nanos;
  }

  private static long binary(long units, int exponent) {
    if (exponent > 63) {
      return 0;
    }
    long seconds = units >>> exponent;
    double rest = exponent == 0 ? 0 : units & ((1L << exponent) - 1);
    return seconds * 1_000_000_000L + (long) (rest * 1e9 / Math.scalb(1.0, exponent));
  }
}
