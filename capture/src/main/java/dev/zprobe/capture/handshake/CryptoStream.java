package dev.zprobe.capture.handshake;

import dev.zprobe.wire.QuicFrames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** The handshake bytes of one side of a QUIC connection, put in order. Bounded. */
final class CryptoStream {
  private static final int LONGEST = 32 * 1024;
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private final BitSet present = new BitSet();
  private int used;

  void add(QuicFrames.Crypto piece) {
    long end = piece.offset() + piece.bytes().length();
    if (end > LONGEST) {
      return;
    }
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(end, Math.min(LONGEST, bytes.length * 2L)));
    }
    int from = (int) piece.offset();
    piece.bytes().buffer().get(0, bytes, from, piece.bytes().length());
    present.set(from, (int) end);
  }

  /** What is there from the start without a hole. */
  ByteBuffer contiguous() {
    return ByteBuffer.wrap(bytes, 0, present.nextClearBit(0));
  }

  int used() {
    return used;
  }

  void use(int upTo) {
    used = upTo;
  }

  void clear() {
    bytes = NOTHING;
    present.clear();
    used = 0;
  }
}
