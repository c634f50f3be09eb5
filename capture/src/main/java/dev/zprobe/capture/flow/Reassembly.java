package dev.zprobe.capture.flow;

import java.nio.ByteBuffer;

/**
 * Puts one direction of a TCP stream in order: cuts off what was delivered before, keeps what comes
 * too early, and gives up on a hole when too much waits behind it or the receiver has acknowledged
 * it, which shows that the capture missed it.
 */
final class Reassembly {
  private static final int MOST_HELD = 256;
  private static final Held[] NONE = {};

  private boolean started;
  private boolean untouched = true;
  private int next;
  private Held[] held = NONE;
  private int count;

  /** A segment that waits for what should come before it. */
  private static final class Held {
    int sequence;
    int length;
    int captured;
    long frame;
    long nanos;
    ByteBuffer bytes = ByteBuffer.allocate(0);
  }

  /** As at the beginning; nothing may wait. */
  void clear() {
    started = false;
    untouched = true;
    next = 0;
    count = 0;
  }

  boolean started() {
    return started;
  }

  /** No byte of the stream was seen yet. */
  boolean untouched() {
    return untouched && count == 0;
  }

  /** The stream's first byte has this number. */
  void start(int sequence) {
    started = true;
    next = sequence;
  }

  boolean waiting() {
    return count > 0;
  }

  /** A segment's payload; the rest of it lies in the delivery. */
  void segment(Delivery delivery, int sequence) {
    int ahead = sequence - next;
    if (ahead <= 0) {
      deliver(delivery, -ahead);
      return;
    }
    if (count < MOST_HELD && delivery.pool.has(delivery.captured)) {
      hold(delivery, sequence);
    } else {
      giveUp(delivery, sequence);
    }
  }

  /** No room to wait: what is held goes out first, then this segment, with the gaps between. */
  private void giveUp(Delivery delivery, int sequence) {
    ByteBuffer buffer = delivery.buffer;
    int offset = delivery.offset;
    int length = delivery.length;
    int captured = delivery.captured;
    long frame = delivery.frame;
    long nanos = delivery.nanos;
    while (count > 0 && held[0].sequence - sequence < 0 && delivery.wanted()) {
      skipHole(delivery);
    }
    delivery.of(buffer, offset, length, captured).at(frame, nanos);
    int missing = sequence - next;
    if (missing > 0) {
      delivery.gap(missing);
      next = sequence;
    }
    if (delivery.wanted()) {
      deliver(delivery, next - sequence);
    }
  }

  /** Delivers what is new of a segment of which {@code old} bytes came before. */
  private void deliver(Delivery delivery, int old) {
    int fresh = delivery.length - old;
    if (fresh <= 0) {
      return;
    }
    untouched = false;
    next += fresh;
    delivery.bytes(old);
    drain(delivery);
  }

  private void drain(Delivery delivery) {
    while (count > 0 && held[0].sequence - next <= 0 && delivery.wanted()) {
      Held first = removeFirst();
      int old = next - first.sequence;
      delivery.of(first.bytes, 0, first.length, first.captured);
      delivery.at(first.frame, first.nanos);
      if (old < first.length) {
        next += first.length - old;
        delivery.bytes(old);
      }
      delivery.pool.giveBack(first.bytes);
    }
  }

  private Held removeFirst() {
    Held first = held[0];
    count--;
    System.arraycopy(held, 1, held, 0, count);
    held[count] = first;
    return first;
  }

  private void hold(Delivery delivery, int sequence) {
    int position = count;
    while (position > 0 && held[position - 1].sequence - sequence > 0) {
      position--;
    }
    if (position > 0) {
      Held before = held[position - 1];
      if (before.sequence + before.length - (sequence + delivery.length) >= 0) {
        return;
      }
    }
    if (count == held.length) {
      grow();
    }
    Held free = held[count];
    System.arraycopy(held, position, held, position + 1, count - position);
    held[position] = free;
    count++;
    free.sequence = sequence;
    free.length = delivery.length;
    free.captured = delivery.captured;
    free.frame = delivery.frame;
    free.nanos = delivery.nanos;
    free.bytes = delivery.pool.take(delivery.captured);
    // Of a payload that was cut off whole, the place may lie behind all that was captured.
    if (delivery.captured > 0) {
      free.bytes.put(0, delivery.buffer, delivery.offset, delivery.captured);
    }
  }

  private void grow() {
    Held[] larger = new Held[held.length == 0 ? 8 : held.length * 2];
    System.arraycopy(held, 0, larger, 0, held.length);
    for (int i = held.length; i < larger.length; i++) {
      larger[i] = new Held();
    }
    held = larger;
  }

  /** The receiver has acknowledged up to here: a hole before it will not be filled any more. */
  void acknowledged(Delivery delivery, int number) {
    if (count > 0 && number - held[0].sequence > 0) {
      skipHole(delivery);
    }
  }

  private void skipHole(Delivery delivery) {
    int missing = held[0].sequence - next;
    delivery.at(held[0].frame, held[0].nanos);
    delivery.gap(missing);
    next = held[0].sequence;
    drain(delivery);
  }

  /** Delivers everything that waits, with its gaps, and forgets the rest. */
  void finish(Delivery delivery) {
    while (count > 0 && delivery.wanted()) {
      skipHole(delivery);
    }
    clear(delivery.pool);
  }

  void clear(SegmentPool pool) {
    for (int i = 0; i < count; i++) {
      pool.giveBack(held[i].bytes);
    }
    count = 0;
    if (held != NONE) { // to store a reference again makes work for the collector
      held = NONE;
    }
  }
}
