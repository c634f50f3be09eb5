package dev.zprobe.capture.handshake;

import java.nio.ByteBuffer;

/** One handshake message that comes in pieces, RFC 6347 section 4.2.3; pieces in order only. */
final class DtlsFragments {
  private static final int HEADER_LENGTH = 12;

  private final Carry carry;
  private int sequence = -1;
  private int length;

  DtlsFragments(Budget budget) {
    carry = new Carry(budget);
  }

  /** Takes a piece whose header stands at the offset; answers whether the message is whole now. */
  boolean add(ByteBuffer buffer, int at) {
    int number = buffer.getShort(at + 4) & 0xffff;
    int from = (buffer.getShort(at + 6) & 0xffff) << 8 | buffer.get(at + 8) & 0xff;
    int part = buffer.getInt(at + 8) & 0xffffff;
    if (from == 0) {
      carry.clear();
      sequence = number;
      length = buffer.getInt(at) & 0xffffff;
    }
    int have = carry.size();
    boolean joins = number == sequence && from <= have && from + part > have;
    if (!joins) {
      return false;
    }
    int skipped = have - from;
    boolean kept = carry.append(buffer, at + HEADER_LENGTH + skipped, part - skipped);
    return kept && carry.size() >= length;
  }

  ByteBuffer whole() {
    return carry.view();
  }

  int length() {
    return length;
  }

  void clear() {
    carry.clear();
    sequence = -1;
  }
}
