package dev.zprobe.capture.redact;

import java.util.Arrays;

/** Numbers in network byte order within an array. */
final class Bytes {
  private Bytes() {}

  static int uint8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  static int uint16(byte[] bytes, int at) {
    return uint8(bytes, at) << 8 | uint8(bytes, at + 1);
  }

  static int uint24(byte[] bytes, int at) {
    return uint8(bytes, at) << 16 | uint16(bytes, at + 1);
  }

  static int uint32(byte[] bytes, int at) {
    return uint16(bytes, at) << 16 | uint16(bytes, at + 2);
  }

  static void put16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  static void put32(byte[] bytes, int at, int value) {
    put16(bytes, at, value >>> 16);
    put16(bytes, at + 2, value);
  }

  /** Zeros from one place up to another, as far as the array goes. */
  static void clear(byte[] bytes, int from, int to) {
    int end = Math.min(bytes.length, to);
    if (from < end) {
      Arrays.fill(bytes, from, end, (byte) 0);
    }
  }

  static boolean has(byte[] bytes, int at, int length) {
    return at >= 0 && length >= 0 && at + length <= bytes.length;
  }

  /** The Internet checksum (RFC 1071) of some bytes, beginning with a partial sum. */
  static int checksum(byte[] bytes, int from, int length, int begin) {
    long sum = begin;
    for (int i = 0; i + 1 < length; i += 2) {
      sum += uint16(bytes, from + i);
    }
    if ((length & 1) == 1) {
      sum += uint8(bytes, from + length - 1) << 8;
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (int) ~sum & 0xffff;
  }
}
