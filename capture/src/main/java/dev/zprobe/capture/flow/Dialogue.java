package dev.zprobe.capture.flow;

import java.nio.ByteBuffer;

/**
 * Follows the application protocol of one flow. The tracker opens it lazily at the first payload
 * byte and calls it from one thread only.
 */
public interface Dialogue {
  /** Follows nothing: what a factory answers for a flow that nobody wants to read. */
  Dialogue NONE =
      new Dialogue() {
        @Override
        public boolean bytes(
            ByteBuffer buffer, int offset, int length, boolean fromA, long frame, long nanos) {
          return false;
        }

        @Override
        public void gap(boolean fromA, long missing, long frame, long nanos) {}

        @Override
        public void finished() {}
      };

  /**
   * In-order stream bytes (TCP: reassembled, duplicates removed) or one whole datagram (UDP).
   *
   * @param buffer big-endian; read it with absolute getters only, during this call only. Its
   *     position and limit are not the payload's.
   * @param offset first byte of the payload
   * @param length bytes of payload; 0 only for an empty datagram
   * @param fromA true when endpoint a sent them
   * @param frame frame that carried them, from 1 over the whole capture
   * @param nanos time of that frame, since the epoch
   * @return false when no more is wanted; the tracker then stops reassembling this flow and calls
   *     only {@link #finished()}
   */
  boolean bytes(ByteBuffer buffer, int offset, int length, boolean fromA, long frame, long nanos);

  /**
   * Bytes of this direction were lost, or cut off by the snap length: what follows does not join
   * what came before. For a datagram that the capture cut short, this follows its {@code bytes}.
   *
   * @param missing how many bytes, at least 1
   * @param frame frame at which the loss was certain
   */
  void gap(boolean fromA, long missing, long frame, long nanos);

  /** The flow ended, or the capture did. Called once. */
  void finished();
}
