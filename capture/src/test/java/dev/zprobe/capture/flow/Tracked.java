package dev.zprobe.capture.flow;

import dev.zprobe.capture.source.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A tracker that is fed with frames, and writes down what it gives out. */
final class Tracked implements FlowSink, DialogueFactory {
  final List<Flow> flows = new ArrayList<>();
  final List<IcmpError> errors = new ArrayList<>();
  final List<String> heard = new ArrayList<>();
  final FlowTracker tracker;
  private final Frame frame = new Frame();
  private long number;
  private long millis = 1_000;
  private boolean curious = true;

  Tracked() {
    this(FlowLimits.live());
  }

  Tracked(FlowLimits limits) {
    tracker = new FlowTracker(limits, this, this);
  }

  Tracked after(long pause) {
    millis += pause;
    return this;
  }

  Tracked indifferent() {
    curious = false;
    return this;
  }

  Tracked add(byte[] bytes) {
    return add(bytes, bytes.length);
  }

  Tracked add(byte[] bytes, int captured) {
    frame.moment(++number, millis * 1_000_000, 0);
    frame.content(ByteBuffer.wrap(bytes), 0, captured, bytes.length, 1);
    tracker.frame(frame);
    return this;
  }

  Tracked finish() {
    tracker.finish();
    return this;
  }

  TcpFlow tcp(int index) {
    return (TcpFlow) flows.get(index);
  }

  @Override
  public void finished(Flow flow) {
    flows.add(flow);
  }

  @Override
  public void icmpError(IcmpError error) {
    errors.add(error);
  }

  @Override
  public Dialogue open(FlowEnds ends, ByteBuffer buffer, int offset, int length, boolean fromA) {
    return new Dialogue() {
      @Override
      public boolean bytes(
          ByteBuffer bytes, int at, int size, boolean byA, long frameNumber, long nanos) {
        byte[] copy = new byte[size];
        bytes.get(at, copy);
        heard.add((byA ? "a:" : "b:") + new String(copy, StandardCharsets.ISO_8859_1));
        return curious;
      }

      @Override
      public void gap(boolean byA, long missing, long frameNumber, long nanos) {
        heard.add((byA ? "a" : "b") + " misses " + missing);
      }

      @Override
      public void finished() {
        heard.add("end");
      }
    };
  }
}
