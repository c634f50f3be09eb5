package dev.zprobe.capture.redact;

import java.util.Arrays;
import java.util.zip.CRC32;

/** A STUN message (RFC 8489) or one of the dialect without cookie: addresses mapped, texts gone. */
final class StunMask {
  private static final int HEADER = 20;
  private static final int COOKIE = 0x2112a442;
  private static final int FINGERPRINT = 0x8028;
  private static final int FINGERPRINT_MASK = 0x5354554e;
  private static final int DIALECT_MARK = 0x0101;
  private static final int DIALECT_ADDRESS = 0x0103;

  private final Substitutes put;

  StunMask(Substitutes put) {
    this.put = put;
  }

  /** With the cookie, or of the dialect, whose only attributes are its own two. */
  static boolean recognises(byte[] bytes, int at) {
    if (!Bytes.has(bytes, at, HEADER) || bytes[at] < 0 || bytes[at] > 0x3f) {
      return false;
    }
    int length = Bytes.uint16(bytes, at + 2);
    if (Bytes.uint32(bytes, at + 4) == COOKIE) {
      return length % 4 == 0;
    }
    boolean whole = at + HEADER + length == bytes.length && length >= 4;
    int first = whole ? Bytes.uint16(bytes, at + HEADER) : 0;
    return first == DIALECT_MARK || first == DIALECT_ADDRESS;
  }

  /** Masks one message; the place after it. */
  int mask(byte[] bytes, int from) {
    int end = Math.min(bytes.length, from + HEADER + Bytes.uint16(bytes, from + 2));
    int at = from + HEADER;
    while (at + 4 <= end) {
      int length = Bytes.uint16(bytes, at + 2);
      int next = Math.min(end, at + 4 + (length + 3 & ~3));
      attribute(bytes, from, at, Math.min(length, next - at - 4));
      at = next;
    }
    Bytes.clear(bytes, at, end);
    return end;
  }

  private void attribute(byte[] bytes, int message, int at, int length) {
    int body = at + 4;
    switch (Bytes.uint16(bytes, at)) {
      case 0x0001, 0x0002, 0x0004, 0x0005, 0x000b, 0x8023, 0x802b, 0x802c, DIALECT_ADDRESS ->
          put.address(bytes, body + 4, Math.min(16, Math.max(4, length - 4)) == 16 ? 16 : 4);
      case 0x0020, 0x8020, 0x0012, 0x0016 -> masked(bytes, message, body, length);
      case 0x0006, 0x0008, 0x0014, 0x0015, 0x001c, 0x001e, 0x8003, 0x8022 ->
          Bytes.clear(bytes, body, body + length);
      case FINGERPRINT -> fingerprint(bytes, message, at);
      default -> {} // numbers, error codes, the dialect's mark
    }
  }

  private void masked(byte[] bytes, int message, int body, int length) {
    int width = length == 20 ? 16 : 4;
    if (!Bytes.has(bytes, body + 4, width)) {
      Bytes.clear(bytes, body, bytes.length);
      return;
    }
    byte[] mask = Arrays.copyOfRange(bytes, message + 4, message + 20);
    turn(bytes, body + 4, width, mask);
    put.address(bytes, body + 4, width);
    turn(bytes, body + 4, width, mask);
  }

  private static void turn(byte[] bytes, int at, int width, byte[] mask) {
    for (int i = 0; i < width; i++) {
      bytes[at + i] ^= mask[i];
    }
  }

  private static void fingerprint(byte[] bytes, int message, int at) {
    if (Bytes.has(bytes, at, 8)) {
      CRC32 checksum = new CRC32();
      checksum.update(bytes, message, at - message);
      Bytes.put32(bytes, at + 4, (int) checksum.getValue() ^ FINGERPRINT_MASK);
    }
  }
}
