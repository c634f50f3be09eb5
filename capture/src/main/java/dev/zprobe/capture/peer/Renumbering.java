package dev.zprobe.capture.peer;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Finds TCP flows whose sequence numbers a firewall replaces on the way, as some do for every
 * connection to hide how systems choose them: nothing of such a flow is the same at both places but
 * what it carries.
 */
final class Renumbering {
  /** Shorter content is said by others too. */
  private static final int LEAST_CONTENT = 32;

  private final PacketTrail here;
  private final PacketTrail there;
  private final BitSet pairedHere = new BitSet();
  private final BitSet pairedThere = new BitSet();

  private Renumbering(PacketTrail here, PacketTrail there, Pairing pairs) {
    this.here = here;
    this.there = there;
    for (int i = 0; i < here.size(); i++) {
      if (here.isTcp(i) && pairs.partner(i) != Pairing.ALONE) {
        pairedHere.set(here.flow(i));
        pairedThere.set(there.flow(pairs.partner(i)));
      }
    }
  }

  /** Whether there are any; from now on this capture's numbers are told as at the other place. */
  static boolean found(PacketTrail here, PacketTrail there, Pairing pairs) {
    return new Renumbering(here, there, pairs).shift();
  }

  private boolean shift() {
    if (!pairedHere.isEmpty()) {
      // A firewall that replaces numbers does so everywhere. Strangers may say the same as somebody
      // here whose packets were lost: a check for a portal, a poll.
      return false;
    }
    Map<Long, Queue<Integer>> contents = new HashMap<>();
    for (int i = 0; i < there.size(); i++) {
      if (tells(there, i, pairedThere)) {
        contents.computeIfAbsent(key(there, i), fresh -> new ArrayDeque<>()).add(i);
      }
    }
    boolean any = false;
    for (int i = 0; i < here.size() && !contents.isEmpty(); i++) {
      int flow = here.flow(i);
      Integer other = tells(here, i, pairedHere) ? next(contents.get(key(here, i))) : null;
      if (other != null) {
        int sent = there.sequence(other) - here.sequence(i);
        int heard = there.acknowledgment(other) - here.acknowledgment(i);
        here.shift(flow, here.isForth(i) ? sent : heard, here.isForth(i) ? heard : sent);
        pairedHere.set(flow);
        pairedThere.set(there.flow(other));
        any = true;
      }
    }
    return any;
  }

  /** The first of a flow that is nobody's yet; connections that say the same are taken in order. */
  private Integer next(Queue<Integer> alike) {
    Integer index = alike == null ? null : alike.poll();
    while (index != null && pairedThere.get(there.flow(index))) {
      index = alike.poll();
    }
    return index;
  }

  private static boolean tells(PacketTrail trail, int index, BitSet paired) {
    return trail.isTcp(index)
        && trail.length(index) >= LEAST_CONTENT
        && trail.content(index) != 0
        && !paired.get(trail.flow(index));
  }

  private static long key(PacketTrail trail, int index) {
    long way = trail.isForth(index) ? 1 : 2;
    return trail.content(index) * 31 + trail.length(index) * 4L + way;
  }
}
