package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts fragmented datagrams together, at most {@value #SLOTS} at a time: when another begins, the
 * one that waited longest is given up. Where fragments overlap, the first one's bytes stay.
 */
final class Fragments {
  static final int SLOTS = 64;
  private static final int LARGEST = 65_535;
  private static final int UNIT = 8;

  private final Slot[] slots = new Slot[SLOTS];
  private int used;
  private long clock;
  private long abandoned;

  /** One datagram in the making. */
  private static final class Slot {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(LARGEST + UNIT);
    final long[] present = new long[(LARGEST / UNIT + 64) / 64];
    boolean busy;
    long touched;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int identification;
    int protocol;
    int units;
    int length;
  }

  /** How many datagrams were given up to make room. */
  long abandoned() {
    return abandoned;
  }

  /**
   * Takes the fragment between the cursor's position and end. When it completes its datagram, the
   * cursor then stands at the beginning of the whole.
   *
   * @return 0 when complete, else how the decoding ends
   */
  int add(Cursor cursor, int identification, int offset, boolean more) {
    int length = cursor.end - cursor.at;
    if (offset + length > LARGEST || (more && (length & (UNIT - 1)) != 0) || length <= 0) {
      return Layer.MALFORMED;
    }
    Slot slot = find(cursor, identification);
    slot.touched = ++clock;
    copy(slot, cursor, offset, length);
    if (!more && slot.length < 0) {
      slot.length = offset + length;
    }
    if (slot.length < 0 || slot.units < (slot.length + UNIT - 1) / UNIT) {
      return Layer.FRAGMENT;
    }
    slot.busy = false;
    cursor.buffer = slot.bytes;
    cursor.at = 0;
    cursor.end = slot.length;
    cursor.wireEnd = slot.length;
    return 0;
  }

  private static void copy(Slot slot, Cursor cursor, int offset, int length) {
    for (int done = 0; done < length; done += UNIT) {
      int unit = (offset + done) / UNIT;
      long bit = 1L << (unit & 63);
      if ((slot.present[unit >> 6] & bit) == 0) {
        slot.present[unit >> 6] |= bit;
        slot.units++;
        int count = Math.min(UNIT, length - done);
        slot.bytes.put(offset + done, cursor.buffer, cursor.at + done, count);
      }
    }
  }

  private Slot find(Cursor cursor, int identification) {
    Slot free = null;
    Slot oldest = null;
    for (int i = 0; i < used; i++) {
      Slot slot = slots[i];
      if (!slot.busy) {
        free = slot;
      } else if (matches(slot, cursor, identification)) {
        return slot;
      } else if (oldest == null || slot.touched < oldest.touched) {
        oldest = slot;
      }
    }
    if (free == null && used < SLOTS) {
      free = new Slot();
      slots[used++] = free;
    }
    if (free == null) {
      free = oldest;
      abandoned++;
    }
    begin(free, cursor, identification);
    return free;
  }

  private static boolean matches(Slot slot, Cursor cursor, int identification) {
    return slot.identification == identification
        && slot.protocol == cursor.type
        && slot.sourceLow == cursor.sourceLow
        && slot.destinationLow == cursor.destinationLow
        && slot.sourceHigh == cursor.sourceHigh
        && slot.destinationHigh == cursor.destinationHigh;
  }

  private static void begin(Slot slot, Cursor cursor, int identification) {
    slot.busy = true;
    slot.identification = identification;
    slot.protocol = cursor.type;
    slot.sourceHigh = cursor.sourceHigh;
    slot.sourceLow = cursor.sourceLow;
    slot.destinationHigh = cursor.destinationHigh;
    slot.destinationLow = cursor.destinationLow;
    slot.units = 0;
    slot.length = -1;
    Arrays.fill(slot.present, 0);
  }
}
