package dev.zprobe.capture.handshake;

/** From whom and when bytes came: one mutable object per thread, valid during one call. */
final class Moment {
  private boolean fromA;
  private long frame;
  private long nanos;

  void set(boolean fromEndA, long frameNumber, long frameNanos) {
    fromA = fromEndA;
    frame = frameNumber;
    nanos = frameNanos;
  }

  boolean fromA() {
    return fromA;
  }

  long frame() {
    return frame;
  }

  long nanos() {
    return nanos;
  }
}
