package dev.zprobe.capture.flow;

import java.nio.ByteBuffer;

/** Chooses who follows a flow, from its ports and its first payload. */
@FunctionalInterface
public interface DialogueFactory {
  /** Follows nothing. */
  DialogueFactory NONE =
      new DialogueFactory() {
        @Override
        public Dialogue open(
            FlowEnds ends, ByteBuffer buffer, int offset, int length, boolean fromA) {
          return Dialogue.NONE;
        }
      };

  /**
   * Opens the dialogue of a flow at its first payload bytes, which are then also delivered to
   * {@link Dialogue#bytes}.
   *
   * @param ends valid during this call only
   * @param buffer absolute getters only, valid during this call only
   * @param fromA true when endpoint a sent the bytes
   */
  Dialogue open(FlowEnds ends, ByteBuffer buffer, int offset, int length, boolean fromA);
}
