package dev.zprobe.capture.flow;

import java.nio.ByteBuffer;

/** Hands payload to a flow's dialogue; one instance, set again for every segment. */
final class Delivery {
  final SegmentPool pool;
  private final DialogueFactory factory;
  private Flow flow;
  private boolean fromA;

  ByteBuffer buffer = ByteBuffer.allocate(0);
  int offset;

  /** On the wire. */
  int length;

  /** Of which the capture holds so many. */
  int captured;

  long frame;
  long nanos;

  Delivery(SegmentPool pool, DialogueFactory factory) {
    this.pool = pool;
    this.factory = factory;
  }

  Delivery to(Flow receiver, boolean sentByA) {
    flow = receiver;
    fromA = sentByA;
    return this;
  }

  Delivery at(long number, long epochNanos) {
    frame = number;
    nanos = epochNanos;
    return this;
  }

  Delivery of(ByteBuffer bytes, int from, int wireLength, int capturedLength) {
    buffer = bytes;
    offset = from;
    length = wireLength;
    captured = capturedLength;
    return this;
  }

  boolean wanted() {
    return flow.following;
  }

  /** Delivers what lies behind the first {@code old} bytes, and the gap where it was cut short. */
  void bytes(int old) {
    int present = captured - old;
    if (present > 0 || length == 0) {
      open(offset + old, Math.max(0, present));
      flow.following =
          flow.dialogue.bytes(buffer, offset + old, Math.max(0, present), fromA, frame, nanos);
    }
    int missing = length - Math.max(captured, old);
    if (missing > 0) {
      gap(missing);
    }
  }

  private void open(int from, int count) {
    if (flow.dialogue != Dialogue.NONE) {
      return;
    }
    flow.dialogue = factory.open(flow, buffer, from, count, fromA);
    if (flow.missedA > 0) {
      flow.dialogue.gap(true, flow.missedA, frame, nanos);
    }
    if (flow.missedB > 0) {
      flow.dialogue.gap(false, flow.missedB, frame, nanos);
    }
  }

  /** Bytes are missing; a dialogue that is not open yet hears of it when it opens. */
  void gap(long missing) {
    if (flow.dialogue != Dialogue.NONE) {
      if (flow.following) {
        flow.dialogue.gap(fromA, missing, frame, nanos);
      }
    } else if (fromA) {
      flow.missedA += missing;
    } else {
      flow.missedB += missing;
    }
  }
}
