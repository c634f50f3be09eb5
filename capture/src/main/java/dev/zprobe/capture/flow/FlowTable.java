package dev.zprobe.capture.flow;

import java.util.Arrays;

/**
 * Open addressing over one array of longs: the upper half of a word is a flow's hash, the lower its
 * index plus one, 0 is free. Only where the whole hash agrees is the flow itself touched.
 */
final class FlowTable {
  private static final int SMALLEST = 1 << 10;
  private static final int TICK_BITS = 30;

  private long[] words = new long[SMALLEST];
  private int mask = SMALLEST - 1;
  private Flow[] flows = new Flow[SMALLEST / 2];

  /**
   * When something last happened to each, roughly: apart, since idle flows are looked for often.
   */
  private int[] ticks = new int[SMALLEST / 2];

  private int[] free = new int[SMALLEST / 2];
  private int freeCount;
  private int highest;
  private int size;

  int size() {
    return size;
  }

  /** Indexes run from 0 up to this; some may be vacant. */
  int highest() {
    return highest;
  }

  boolean vacant(int index) {
    return flows[index] == null;
  }

  /** The flow at an index that is not vacant. */
  Flow at(int index) {
    return flows[index];
  }

  /** Something happened to a flow at this time, since the epoch. */
  void touch(int index, long nanos) {
    ticks[index] = tick(nanos);
  }

  /** A little more than a second. */
  private static int tick(long nanos) {
    return (int) (nanos >>> TICK_BITS);
  }

  /** False when the place is vacant, or surely nothing happened for less than so long. */
  boolean mayBeIdle(int index, long nanos, long idleNanos) {
    return flows[index] != null && tick(nanos) - ticks[index] >= idleNanos >>> TICK_BITS;
  }

  /** The index of a key's flow, -1 if there is none. */
  int find(FlowKey key, int hash) {
    int position = hash & mask;
    while (true) {
      long word = words[position];
      if (word == 0) {
        return -1;
      }
      if ((int) (word >>> 32) == hash) {
        int index = (int) word - 1;
        if (flows[index].joins(key)) {
          return index;
        }
      }
      position = (position + 1) & mask;
    }
  }

  void add(Flow flow, int hash) {
    if (2 * (size + 1) > words.length) {
      grow();
    }
    int index = freeCount > 0 ? free[--freeCount] : highest++;
    if (index == flows.length) {
      flows = Arrays.copyOf(flows, index * 2);
      ticks = Arrays.copyOf(ticks, index * 2);
    }
    flows[index] = flow;
    flow.hash = hash;
    flow.slot = index;
    insert(word(flow));
    size++;
  }

  private static long word(Flow flow) {
    return ((long) flow.hash << 32) | (flow.slot + 1);
  }

  private void insert(long word) {
    int position = (int) (word >>> 32) & mask;
    while (words[position] != 0) {
      position = (position + 1) & mask;
    }
    words[position] = word;
  }

  private void grow() {
    long[] old = words;
    words = new long[old.length * 2];
    mask = words.length - 1;
    for (long word : old) {
      if (word != 0) {
        insert(word);
      }
    }
  }

  void remove(Flow flow) {
    long word = word(flow);
    int position = flow.hash & mask;
    while (words[position] != word) {
      position = (position + 1) & mask;
    }
    close(position);
    flows[flow.slot] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = flow.slot;
    size--;
  }

  /** Moves later words of the same run back, so that no search ends early at the gap. */
  private void close(int vacant) {
    int gap = vacant;
    int position = (gap + 1) & mask;
    while (words[position] != 0) {
      int home = (int) (words[position] >>> 32) & mask;
      if (((position - home) & mask) >= ((position - gap) & mask)) {
        words[gap] = words[position];
        gap = position;
      }
      position = (position + 1) & mask;
    }
    words[gap] = 0;
  }
}
