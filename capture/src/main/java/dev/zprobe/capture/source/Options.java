package dev.zprobe.capture.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Walks the options of a pcapng block; stops quietly at the first that does not fit. */
final class Options {
  static final int COMMENT = 1;

  private static final int END = 0;

  private final Section section;
  private final ByteBuffer buffer;
  private final int end;
  private int next;
  private int at;
  private int code;
  private int length;

  Options(Section section, ByteBuffer buffer, int from, int end) {
    this.section = section;
    this.buffer = buffer;
    this.end = end;
    next = from;
  }

  boolean next() {
    if (next + 4 > end) {
      return false;
    }
    code = section.half(buffer, next);
    length = section.half(buffer, next + 2);
    at = next + 4;
    next = at + ((length + 3) & ~3);
    return code != END && at + length <= end;
  }

  int code() {
    return code;
  }

  int at() {
    return at;
  }

  int length() {
    return length;
  }

  /** The value as UTF-8, without trailing zeros. */
  String text() {
    return text(buffer, at, length);
  }

  static String text(ByteBuffer buffer, int at, int length) {
    int kept = length;
    while (kept > 0 && buffer.get(at + kept - 1) == 0) {
      kept--;
    }
    return new String(bytes(buffer, at, kept), StandardCharsets.UTF_8);
  }

  static byte[] bytes(ByteBuffer buffer, int at, int length) {
    byte[] copy = new byte[length];
    buffer.get(at, copy, 0, length);
    return copy;
  }
}
