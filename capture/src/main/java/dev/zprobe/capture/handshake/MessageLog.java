package dev.zprobe.capture.handshake;

import java.util.Arrays;

/** Messages in the order seen, packed so that millions of flows stay small. */
final class MessageLog {
  private static final int CODE_BITS = 20;
  private static final int FRAME_SHIFT = CODE_BITS + 1;
  private static final long[] NOTHING = {};

  private final int most;
  private long[] words = NOTHING;
  private int size;
  private boolean full;

  /**
   * @param most entries kept; later ones are counted by {@link #isFull} only
   */
  MessageLog(int most) {
    this.most = most;
  }

  /**
   * @param code 0 to 2^20 - 1, what the protocol makes of it
   */
  void add(int code, boolean fromA, long frame, long nanos) {
    if (size == most) {
      full = true;
      return;
    }
    if (2 * size == words.length) {
      words = Arrays.copyOf(words, Math.max(8, words.length * 2));
    }
    words[2 * size] = frame << FRAME_SHIFT | (fromA ? 1L << CODE_BITS : 0) | code;
    words[2 * size + 1] = nanos;
    size++;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return full;
  }

  int code(int index) {
    return (int) words[2 * index] & (1 << CODE_BITS) - 1;
  }

  boolean fromA(int index) {
    return (words[2 * index] >>> CODE_BITS & 1) == 1;
  }

  End from(int index) {
    return End.of(fromA(index));
  }

  long frame(int index) {
    return words[2 * index] >>> FRAME_SHIFT;
  }

  long nanos(int index) {
    return words[2 * index + 1];
  }
}
