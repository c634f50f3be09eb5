package dev.zprobe.capture.flow;

/** Number and time of the frame being worked on; one instance, set again for every frame. */
final class Moment {
  long frame;
  long nanos;
}
