package dev.zprobe.capture.flow;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Direct buffers for segments that came too early, reused, and bounded over all flows. */
final class SegmentPool {
  private static final int SMALL = 2_048;
  private static final int LARGE = 1 << 16;

  private final long mostBytes;
  private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
  private long lentBytes;

  SegmentPool(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Whether a segment of this length can be kept now. */
  boolean has(int length) {
    return length <= LARGE && lentBytes + size(length) <= mostBytes;
  }

  private static int size(int length) {
    return length <= SMALL ? SMALL : LARGE;
  }

  ByteBuffer take(int length) {
    int size = size(length);
    lentBytes += size;
    ArrayDeque<ByteBuffer> spare = size == SMALL ? small : large;
    return spare.isEmpty() ? ByteBuffer.allocateDirect(size) : spare.pop();
  }

  void giveBack(ByteBuffer buffer) {
    lentBytes -= buffer.capacity();
    (buffer.capacity() == SMALL ? small : large).push(buffer);
  }
}
