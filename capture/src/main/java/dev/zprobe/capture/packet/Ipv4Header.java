package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/** An IPv4 header (RFC 791). */
public final class Ipv4Header {
  private static final int FRAGMENT = 4;
  private static final int LIFE = 8;
  private static final int SOURCE = 12;
  private static final int DESTINATION = 16;
  private static final int SHORTEST = 20;

  /** IPv4 addresses are kept as IPv4-mapped IPv6 addresses (RFC 4291 section 2.5.5.2). */
  static final long MAPPED = 0xffff_0000_0000L;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;
  private int wireEnd;

  // The first three words: to read each once costs less than to look at every field by itself.
  private int first;
  private int fragment;
  private int life;

  Check wrap(ByteBuffer bytes, int from, int end, int wire) {
    Check room = Check.room(from, SHORTEST, end, wire);
    if (room != Check.OK) {
      return room;
    }
    buffer = bytes;
    at = from;
    first = bytes.getInt(from);
    fragment = bytes.getInt(from + FRAGMENT);
    life = bytes.getInt(from + LIFE);
    int header = headerLength();
    if (version() != 4 || header < SHORTEST) {
      return Check.MALFORMED;
    }
    int total = totalLength();
    // A length of 0 is what segmentation offload leaves for the card to fill in.
    if (total != 0 && total < header) {
      return Check.MALFORMED;
    }
    wireEnd = total == 0 ? wire : Math.min(wire, from + total);
    return Check.room(from, header, end, wire);
  }

  public int version() {
    return first >>> 28;
  }

  /** In bytes, with options. */
  public int headerLength() {
    return (first >>> 24 & 0x0f) << 2;
  }

  public int totalLength() {
    return first & 0xffff;
  }

  public int identification() {
    return fragment >>> 16;
  }

  public boolean moreFragments() {
    return (fragment & 0x2000) != 0;
  }

  /** Of this fragment's first byte in the whole datagram. */
  public int fragmentOffset() {
    return (fragment & 0x1fff) << 3;
  }

  public int timeToLive() {
    return life >>> 24;
  }

  public int protocol() {
    return life >>> 16 & 0xff;
  }

  /** IPv4-mapped, the lower half of the IPv6 address. */
  public long source() {
    return MAPPED | (buffer.getInt(at + SOURCE) & 0xffffffffL);
  }

  /** IPv4-mapped, the lower half of the IPv6 address. */
  public long destination() {
    return MAPPED | (buffer.getInt(at + DESTINATION) & 0xffffffffL);
  }

  /** Where the datagram ended on the wire, by its own length and the frame's. */
  int wireEnd() {
    return wireEnd;
  }

  /** Whether all of it lies before {@code end}. */
  boolean whole(int end) {
    return at + totalLength() <= end;
  }
}
