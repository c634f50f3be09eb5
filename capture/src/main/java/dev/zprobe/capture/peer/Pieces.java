package dev.zprobe.capture.peer;

import dev.zprobe.capture.peer.PeerComparison.Clocks;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Segments that network cards cut up or put together between a capture and the wire: a capture at a
 * sender has one segment of many thousand bytes where the path carries many. What of one place is
 * covered by what was sent about then at the other place is there.
 */
final class Pieces {
  /** Beyond the way itself; timers that repeat a segment wait longer (RFC 6298). */
  private static final long CLOSE_NANOS = 100_000_000L;

  /** Of one segment; the largest has 64 KiB. */
  private static final int MOST_PIECES = 256;

  private final PacketTrail here;
  private final PacketTrail there;
  private final Pairing pairs;
  private final long offset;
  private final long closeNanos;
  private final BitSet foundHere = new BitSet();
  private final BitSet foundThere = new BitSet();

  private Pieces(PacketTrail here, PacketTrail there, Pairing pairs, Clocks clocks) {
    this.here = here;
    this.there = there;
    this.pairs = pairs;
    offset = Math.round(clocks.offsetMs().orElse(0) * 1e6);
    closeNanos = CLOSE_NANOS + Math.round(clocks.pathMs().orElse(0) * 1e6);
  }

  /**
   * @param flows for each flow of {@code here} those of {@code there} that carry the same
   * @param clocks how the two captures stand to each other
   */
  static Pieces of(
      PacketTrail here, PacketTrail there, Pairing pairs, List<int[]> flows, Clocks clocks) {
    Pieces pieces = new Pieces(here, there, pairs, clocks);
    Map<Integer, int[]> mine = pieces.alone(here, true);
    Map<Integer, int[]> others = pieces.alone(there, false);
    for (int flow = 0; flow < flows.size(); flow++) {
      for (int other : flows.get(flow)) {
        for (int way = 0; way < 2; way++) {
          pieces.compare(mine.get(flow << 1 | way), others.get(other << 1 | way));
        }
      }
    }
    return pieces;
  }

  boolean here(int index) {
    return foundHere.get(index);
  }

  boolean there(int index) {
    return foundThere.get(index);
  }

  /** Segments with data that have no partner, by flow and direction, in order of their numbers. */
  private Map<Integer, int[]> alone(PacketTrail trail, boolean isHere) {
    Map<Integer, int[]> found = new HashMap<>();
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < trail.size(); i++) {
      int partner = isHere ? pairs.partner(i) : pairs.partnerOfThere(i);
      if (trail.isTcp(i) && trail.length(i) > 0 && partner == Pairing.ALONE) {
        int key = trail.flow(i) << 1 | (trail.isForth(i) ? 0 : 1);
        int count = counts.merge(key, 1, Integer::sum);
        int[] list = found.computeIfAbsent(key, fresh -> new int[4]);
        if (count > list.length) {
          list = Arrays.copyOf(list, 2 * list.length);
          found.put(key, list);
        }
        list[count - 1] = i;
      }
    }
    found.replaceAll((key, list) -> Arrays.copyOf(list, counts.get(key)));
    return found;
  }

  private void compare(int[] mine, int[] others) {
    if (mine == null || others == null) {
      return;
    }
    int base = here.sequence(mine[0]);
    int[] first = sorted(here, mine, base);
    int[] second = sorted(there, others, base);
    for (int index : first) {
      foundHere.set(index, isCovered(here, index, there, second, base));
    }
    for (int index : second) {
      foundThere.set(index, isCovered(there, index, here, first, base));
    }
  }

  private static int[] sorted(PacketTrail trail, int[] list, int base) {
    return Arrays.stream(list)
        .boxed()
        .sorted((one, other) -> Integer.compare(at(trail, one, base), at(trail, other, base)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Numbers wrap (RFC 9293 section 3.4): they are told from one of the flow. */
  private static int at(PacketTrail trail, int index, int base) {
    return trail.sequence(index) - base;
  }

  private boolean isCovered(PacketTrail trail, int index, PacketTrail by, int[] pieces, int base) {
    int next = at(trail, index, base);
    int end = next + trail.length(index);
    long expected = trail.nanos(index) + (trail == here ? offset : -offset);
    int from = Math.max(0, firstBeyond(by, pieces, next, base) - MOST_PIECES);
    for (int i = from; i < pieces.length && next < end; i++) {
      int start = at(by, pieces[i], base);
      if (start > next) {
        return false;
      }
      boolean close = Math.abs(by.nanos(pieces[i]) - expected) <= closeNanos;
      if (close) {
        next = Math.max(next, start + by.length(pieces[i]));
      }
    }
    return next >= end;
  }

  /** The first piece that begins behind that number. */
  private static int firstBeyond(PacketTrail by, int[] pieces, int number, int base) {
    int low = 0;
    int high = pieces.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(by, pieces[middle], base) <= number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
