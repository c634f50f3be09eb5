package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/** A UDP header (RFC 768), also UDP-Lite's (RFC 3828), whose length field means the coverage. */
public final class UdpHeader {
  static final int SIZE = 8;
  private static final int SOURCE_PORT = 0;
  private static final int DESTINATION_PORT = 2;
  private static final int LENGTH = 4;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;

  Check wrap(ByteBuffer bytes, int from, int end, int wireEnd) {
    Check room = Check.room(from, SIZE, end, wireEnd);
    if (room == Check.OK) {
      buffer = bytes;
      at = from;
    }
    return room;
  }

  public int sourcePort() {
    return buffer.getShort(at + SOURCE_PORT) & 0xffff;
  }

  public int destinationPort() {
    return buffer.getShort(at + DESTINATION_PORT) & 0xffff;
  }

  /** With the header; 0 in a jumbogram (RFC 2675 section 4). */
  public int length() {
    return buffer.getShort(at + LENGTH) & 0xffff;
  }
}
