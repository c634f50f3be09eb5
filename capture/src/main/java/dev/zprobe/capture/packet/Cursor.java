package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/** Where the decode loop stands in one frame, and what the layers so far have left behind. */
final class Cursor {
  /** Deeper nesting than any network has; more is dropped, not an error. */
  static final int MOST = 8;

  ByteBuffer buffer = ByteBuffer.allocate(0);
  int at;

  /** Where the captured bytes end. */
  int end;

  /** Where the innermost layer so far ended on the wire; not before {@link #end}. */
  int wireEnd;

  /** EtherType, protocol number or link type of what follows, by layer. */
  int type;

  int ipVersion;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int timeToLive;
  int identification;

  /** The whole of the innermost IP datagram was captured. */
  boolean whole;

  /** The payload is the first fragment of a datagram whose rest is missing. */
  boolean firstFragment;

  final int[] vlans = new int[MOST];
  int vlanCount;
  final Tunnel[] tunnels = new Tunnel[MOST];
  int tunnelCount;

  void begin(ByteBuffer bytes, int offset, int captured, int original) {
    buffer = bytes;
    at = offset;
    end = offset + captured;
    wireEnd = original > Integer.MAX_VALUE - offset ? Integer.MAX_VALUE : offset + original;
    type = 0;
    ipVersion = 0;
    identification = 0;
    timeToLive = 0;
    firstFragment = false;
    vlanCount = 0;
    tunnelCount = 0;
  }

  /** 0 when {@code need} bytes are there, else how the loop ends. */
  int lack(int need) {
    if (end - at >= need) {
      return 0;
    }
    return wireEnd - at >= need ? Layer.TRUNCATED : Layer.MALFORMED;
  }

  int octet(int offset) {
    return buffer.get(at + offset) & 0xff;
  }

  int half(int offset) {
    return buffer.getShort(at + offset) & 0xffff;
  }

  int word(int offset) {
    return buffer.getInt(at + offset);
  }

  /** The layer just read says that it ends here; trailing bytes are padding. */
  void limit(int wire) {
    wireEnd = Math.min(wireEnd, wire);
    end = Math.min(end, wireEnd);
  }

  void vlan(int id) {
    if (vlanCount < MOST) {
      vlans[vlanCount++] = id;
    }
  }

  void enter(Tunnel tunnel) {
    if (tunnelCount < MOST) {
      tunnels[tunnelCount++] = tunnel;
    }
  }
}
