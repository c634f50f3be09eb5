package dev.zprobe.capture.handshake;

import java.nio.ByteBuffer;

/** Follows one protocol over the two directions of a TCP flow. */
interface StreamFollower {
  /** The answer of {@link #read}: nothing more is of interest, in either direction. */
  int DONE = -1;

  /** The answer of {@link #read}: another protocol begins behind what was read. */
  int HANDED_OVER = -2;

  /**
   * Reads as many whole messages as there are.
   *
   * @return bytes used; fewer than the length: the rest is kept and given again when {@link
   *     #wanted} bytes are there; more: so many of the following bytes are stepped over; or {@link
   *     #DONE} or {@link #HANDED_OVER}
   */
  int read(ByteBuffer buffer, int offset, int length, Moment moment);

  /**
   * How many bytes the message at the front needs, as far as it is known; 1 where not. Asked after
   * a read that left bytes over.
   */
  int wanted(boolean fromA);

  /** What follows in this direction does not join what was read. */
  void desynchronised(Moment moment);

  /**
   * A message was begun whose rest is not there.
   *
   * @param length bytes from index 0 that are there
   * @param onWire whether the whole was on the wire and only the snap length cut it; else the rest
   *     never came
   */
  default void broken(ByteBuffer buffer, int length, boolean onWire, Moment moment) {}

  /** Gives back what is held; nothing more will be read. */
  default void release() {}

  ProtocolFacts facts();
}
