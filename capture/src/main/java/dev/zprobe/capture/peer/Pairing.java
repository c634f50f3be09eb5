package dev.zprobe.capture.peer;

import java.util.Arrays;

/** Which packet of one capture is which of the other. */
final class Pairing {
  static final int ALONE = -1;
  private static final int LONGEST_CHAIN = 256;

  private final PacketTrail here;
  private final PacketTrail there;
  private final int[] partners;
  private final int[] partnersThere;
  private final int[] heads;
  private final int[] next;
  private final int mask;

  private Pairing(PacketTrail here, PacketTrail there) {
    this.here = here;
    this.there = there;
    partners = filled(here.size());
    partnersThere = filled(there.size());
    int room = Integer.highestOneBit(Math.max(16, there.size())) * 2;
    heads = filled(room);
    next = filled(there.size());
    mask = room - 1;
  }

  /**
   * Pairs by content. Identical packets, which retransmissions are, are told apart by their IPv4
   * identification where it is the same at both places, else by their order.
   */
  static Pairing of(PacketTrail here, PacketTrail there) {
    int bytes = Math.min(here.leastCaptured(), there.leastCaptured());
    here.compareAtMost(bytes);
    there.compareAtMost(bytes);
    Pairing pairing = new Pairing(here, there);
    for (int i = there.size() - 1; i >= 0; i--) {
      int slot = pairing.slot(there.print(i));
      pairing.next[i] = pairing.heads[slot];
      pairing.heads[slot] = i;
    }
    pairing.pair();
    if (Renumbering.found(here, there, pairing)) {
      pairing.pair();
    }
    return pairing;
  }

  private void pair() {
    int same = pair(true);
    int possible = identified();
    pair(false, 2 * same >= possible && same > 0);
  }

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, ALONE);
    return array;
  }

  private int slot(long print) {
    return (int) (print ^ print >>> 29) & mask;
  }

  private int identified() {
    int count = 0;
    for (int i = 0; i < here.size(); i++) {
      boolean known = here.identification(i) != 0 && candidate(i, false) != ALONE;
      count += known || here.identification(i) != 0 && partners[i] != ALONE ? 1 : 0;
    }
    return count;
  }

  private int pair(boolean byIdentification) {
    int paired = 0;
    for (int i = 0; i < here.size(); i++) {
      if (partners[i] == ALONE && here.identification(i) != 0) {
        paired += join(i, candidate(i, byIdentification));
      }
    }
    return paired;
  }

  /** The rest, in order; where identifications are kept, a packet that has one has been paired. */
  private void pair(boolean byIdentification, boolean identificationsKept) {
    for (int i = 0; i < here.size(); i++) {
      boolean open = here.identification(i) == 0 || !identificationsKept;
      if (partners[i] == ALONE && open) {
        join(i, candidate(i, byIdentification));
      }
    }
  }

  private int join(int index, int other) {
    if (other == ALONE) {
      return 0;
    }
    partners[index] = other;
    partnersThere[other] = index;
    return 1;
  }

  private int candidate(int index, boolean byIdentification) {
    int steps = 0;
    for (int i = heads[slot(here.print(index))];
        i != ALONE && steps < LONGEST_CHAIN;
        i = next[i], steps++) {
      boolean fits =
          there.print(i) == here.print(index)
              && partnersThere[i] == ALONE
              && (!byIdentification || there.identification(i) == here.identification(index));
      if (fits) {
        return i;
      }
    }
    return ALONE;
  }

  /** The same packet in the other capture, or {@link #ALONE}. */
  int partner(int index) {
    return partners[index];
  }

  /** The same packet in this capture, or {@link #ALONE}. */
  int partnerOfThere(int index) {
    return partnersThere[index];
  }

  /** No longer a pair. */
  void part(int index) {
    partnersThere[partners[index]] = ALONE;
    partners[index] = ALONE;
  }
}
