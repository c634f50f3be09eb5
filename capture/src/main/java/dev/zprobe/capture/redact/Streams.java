package dev.zprobe.capture.redact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Directions of TCP connections, put together in a first reading, so that in a second one each
 * segment, sent again or not, gets its part of the same masked whole. Bounded: what is beyond
 * becomes zeros. For one thread.
 */
final class Streams {
  private static final int LONGEST = 256 << 10;
  private static final long MOST_BYTES = 96L << 20;
  private static final int FLAG_SYN = 2;

  private final PayloadMask mask;
  private final Map<Key, List<Direction>> directions = new HashMap<>();
  private final Map<Key, Integer> current = new HashMap<>();
  private long held;

  Streams(PayloadMask mask) {
    this.mask = mask;
  }

  /** Who sends to whom: the addresses as text of bytes. */
  record Key(String source, String destination, int sourcePort, int destinationPort) {}

  /** A part of a stream, where it lies in its frame. */
  record Segment(Key key, int sequence, int flags, byte[] payload) {
    boolean opens() {
      return (flags & FLAG_SYN) != 0;
    }
  }

  private static final class Direction {
    private final int first;
    private byte[] bytes = new byte[0];
    private boolean[] known = new boolean[0];
    private boolean masked;

    Direction(int first) {
      this.first = first;
    }
  }

  /** Of the first reading. */
  void learn(Segment segment) {
    Direction direction = direction(segment, true);
    int at = segment.sequence() - direction.first;
    int end = at + segment.payload().length;
    if (at < 0 || end > LONGEST || held > MOST_BYTES) {
      return;
    }
    if (end > direction.bytes.length) {
      held += end - direction.bytes.length;
      direction.bytes = Arrays.copyOf(direction.bytes, end);
      direction.known = Arrays.copyOf(direction.known, end);
    }
    for (int i = at; i < end; i++) {
      if (!direction.known[i]) {
        direction.bytes[i] = segment.payload()[i - at];
        direction.known[i] = true;
      }
    }
  }

  /** Before the second reading, which sees the same segments in the same order. */
  void rewind() {
    current.clear();
  }

  /** What stands in a segment's place. */
  byte[] masked(Segment segment) {
    Direction direction = direction(segment, false);
    byte[] made = new byte[segment.payload().length];
    if (!direction.masked) {
      direction.masked = true;
      direction.bytes = Arrays.copyOf(direction.bytes, contiguous(direction));
      mask.stream(direction.bytes, segment.key().sourcePort(), segment.key().destinationPort());
    }
    int at = segment.sequence() - direction.first;
    int length = Math.min(made.length, direction.bytes.length - at);
    if (at >= 0 && length > 0) {
      System.arraycopy(direction.bytes, at, made, 0, length);
    }
    return made;
  }

  private static int contiguous(Direction direction) {
    int end = 0;
    while (end < direction.known.length && direction.known[end]) {
      end++;
    }
    return end;
  }

  /** A port may be used again: each opening with another number begins a new one. */
  private Direction direction(Segment segment, boolean learning) {
    List<Direction> all = directions.computeIfAbsent(segment.key(), unseen -> new ArrayList<>());
    int number = current.getOrDefault(segment.key(), -1);
    int first = segment.sequence() + (segment.opens() ? 1 : 0);
    boolean another = segment.opens() && number >= 0 && all.get(number).first != first;
    if (number < 0 || another) {
      number++;
      if (learning) {
        all.add(new Direction(first));
      }
      current.put(segment.key(), number);
    }
    return all.get(number);
  }
}
