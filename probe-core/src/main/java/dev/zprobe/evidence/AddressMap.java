package dev.zprobe.evidence;

import java.util.List;

/**
 * Maps addresses bit by bit: whether a bit is turned depends on all bits before it, so that common
 * prefixes stay common. At places where a special range begins or ends below, no bit is turned:
 * what is private, loopback, link-local or shared stays so, and nothing else becomes so.
 */
final class AddressMap {
  private static final List<Range> IPV4 =
      List.of(
          range(8, 0),
          range(8, 10),
          range(8, 127),
          range(10, 100, 64),
          range(16, 169, 254),
          range(12, 172, 16),
          range(16, 192, 168),
          range(15, 198, 18),
          range(4, 224),
          range(4, 240));
  private static final List<Range> IPV6 =
      List.of(
          range(128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
          range(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff),
          range(96, 0, 0x64, 0xff, 0x9b),
          range(3, 0x20),
          range(8, 0xfc),
          range(8, 0xfd),
          range(10, 0xfe, 0x80),
          range(8, 0xff));

  private AddressMap() {}

  private record Range(byte[] prefix, int bits) {}

  private static Range range(int bits, int... bytes) {
    byte[] prefix = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      prefix[i] = (byte) bytes[i];
    }
    return new Range(prefix, bits);
  }

  /** Draws a bit for a prefix. */
  @FunctionalInterface
  interface Turn {
    /** The bytes hold the prefix, and zeros after it. */
    boolean at(byte[] prefix, int bits);
  }

  static byte[] map(byte[] original, Turn turn) {
    byte[] mapped = new byte[original.length];
    byte[] prefix = new byte[original.length];
    List<Range> ranges = original.length == 4 ? IPV4 : IPV6;
    for (int bit = 0; bit < original.length * 8; bit++) {
      boolean set = bit(original, bit);
      boolean turned = !leadsTo(ranges, prefix, bit) && turn.at(prefix, bit);
      if (set != turned) {
        mapped[bit / 8] |= (byte) (0x80 >>> bit % 8);
      }
      if (set) {
        prefix[bit / 8] |= (byte) (0x80 >>> bit % 8);
      }
    }
    return mapped;
  }

  /** Whether a range lies below this prefix, so that the next bit tells it from the rest. */
  private static boolean leadsTo(List<Range> ranges, byte[] prefix, int bits) {
    for (Range range : ranges) {
      if (range.bits() > bits && same(range.prefix(), prefix, bits)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(byte[] left, byte[] right, int bits) {
    for (int bit = 0; bit < bits; bit++) {
      if (bit(left, bit) != bit(right, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] bytes, int bit) {
    return (bytes[bit / 8] & 0x80 >>> bit % 8) != 0;
  }
}
