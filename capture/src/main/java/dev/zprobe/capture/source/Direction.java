package dev.zprobe.capture.source;

/** Which way a frame passed the capturing interface, where the capture says so. */
public enum Direction {
  UNKNOWN,
  INBOUND,
  OUTBOUND;

  /** From the two lowest bits of pcapng's epb_flags. */
  static Direction fromFlags(int flags) {
    return switch (flags & 3) {
      case 1 -> INBOUND;
      case 2 -> OUTBOUND;
      default -> UNKNOWN;
    };
  }
}
