package dev.zprobe.capture.source;

/** What a run over one or several files carries along: the sink, the one frame view, the count. */
final class Reading {
  private final FrameSink sink;
  private final Frame frame = new Frame();
  private long frames;
  private int interfaces;
  private volatile boolean closed;

  Reading(FrameSink sink) {
    this.sink = sink;
  }

  FrameSink sink() {
    return sink;
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
  }

  /** Number that the next frame will have. */
  long upcoming() {
    return frames + 1;
  }

  /** Takes the next frame number for a record that is no packet. */
  long number() {
    return ++frames;
  }

  /** The frame view, numbered and timed for the next frame. */
  Frame next(long nanos, int interfaceIndex) {
    return frame.moment(++frames, nanos, interfaceIndex);
  }

  void deliver(Frame next) {
    sink.frame(next);
  }

  int open(int linkType, long snapLength, String name, String description, String filter) {
    int index = interfaces++;
    sink.opened(new CaptureInterface(index, linkType, snapLength, name, description, filter));
    return index;
  }

  void damage(Window window, String what) {
    sink.damage(new Damage(upcoming(), window.offset(), what));
  }
}
