package dev.zprobe.capture.handshake;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes of one direction that wait for the rest of their message. */
class Carry {
  private static final int LEAST = 512;
  private static final byte[] NOTHING = {};
  private static final ByteBuffer EMPTY = ByteBuffer.wrap(NOTHING);

  private final Budget budget;
  private byte[] bytes = NOTHING;
  private ByteBuffer view = EMPTY;
  private int size;

  Carry(Budget budget) {
    this.budget = budget;
  }

  /**
   * Appends bytes.
   *
   * @return false where the budget is used up; then nothing was appended
   */
  final boolean append(ByteBuffer buffer, int offset, int length) {
    if (size + length > bytes.length && !grow(size + length)) {
      return false;
    }
    buffer.get(offset, bytes, size, length);
    size += length;
    return true;
  }

  private boolean grow(int wanted) {
    int capacity = Math.max(LEAST, Integer.highestOneBit(wanted - 1) << 1);
    if (!budget.take(capacity - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, capacity);
    view = ByteBuffer.wrap(bytes);
    return true;
  }

  final int size() {
    return size;
  }

  /** All bytes from index 0 to {@link #size}; valid until the next change. */
  final ByteBuffer view() {
    return view;
  }

  /** Drops bytes from the front; the memory goes back when nothing is left. */
  final void drop(int count) {
    size -= count;
    if (size == 0) {
      clear();
    } else {
      System.arraycopy(bytes, count, bytes, 0, size);
    }
  }

  final void clear() {
    budget.give(bytes.length);
    bytes = NOTHING;
    view = EMPTY;
    size = 0;
  }
}
