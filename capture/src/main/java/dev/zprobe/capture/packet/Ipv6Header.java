package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/** An IPv6 header (RFC 8200 section 3). */
public final class Ipv6Header {
  private static final int PAYLOAD_LENGTH = 4;
  private static final int NEXT_HEADER = 6;
  private static final int HOP_LIMIT = 7;
  private static final int SOURCE = 8;
  private static final int DESTINATION = 24;
  static final int LENGTH = 40;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;
  private int wireEnd;

  Check wrap(ByteBuffer bytes, int from, int end, int wire) {
    Check room = Check.room(from, LENGTH, end, wire);
    if (room != Check.OK) {
      return room;
    }
    buffer = bytes;
    at = from;
    if (version() != 6) {
      return Check.MALFORMED;
    }
    // 0 stands for a jumbogram (RFC 2675) or for what segmentation offload leaves to the card.
    int payload = payloadLength();
    wireEnd = payload == 0 ? wire : Math.min(wire, from + LENGTH + payload);
    return Check.OK;
  }

  public int version() {
    return (buffer.get(at) & 0xff) >>> 4;
  }

  public int payloadLength() {
    return buffer.getShort(at + PAYLOAD_LENGTH) & 0xffff;
  }

  public int nextHeader() {
    return buffer.get(at + NEXT_HEADER) & 0xff;
  }

  public int hopLimit() {
    return buffer.get(at + HOP_LIMIT) & 0xff;
  }

  public long sourceHigh() {
    return buffer.getLong(at + SOURCE);
  }

  public long sourceLow() {
    return buffer.getLong(at + SOURCE + 8);
  }

  public long destinationHigh() {
    return buffer.getLong(at + DESTINATION);
  }

  public long destinationLow() {
    return buffer.getLong(at + DESTINATION + 8);
  }

  /** Where the datagram ended on the wire, by its own length and the frame's. */
  int wireEnd() {
    return wireEnd;
  }

  /** Whether all of it lies before {@code end}. */
  boolean whole(int end) {
    return at + LENGTH + payloadLength() <= end;
  }
}
