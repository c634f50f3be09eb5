package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/** A TCP header (RFC 9293 section 3.1). */
public final class TcpHeader {
  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int PSH = 0x08;
  public static final int ACK = 0x10;
  public static final int URG = 0x20;

  static final int SHORTEST = 20;
  private static final int SEQUENCE = 4;
  private static final int ACKNOWLEDGMENT = 8;
  private static final int CONTROL = 12;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;
  private boolean broken;
  private int ports;

  /** Data offset, flags and window. */
  private int control;

  Check wrap(ByteBuffer bytes, int from, int end, int wireEnd) {
    Check room = Check.room(from, SHORTEST, end, wireEnd);
    if (room != Check.OK) {
      return room;
    }
    buffer = bytes;
    at = from;
    ports = bytes.getInt(from);
    control = bytes.getInt(from + CONTROL);
    broken = headerLength() < SHORTEST || headerLength() > wireEnd - from;
    return Check.OK;
  }

  public int sourcePort() {
    return ports >>> 16;
  }

  public int destinationPort() {
    return ports & 0xffff;
  }

  public int sequence() {
    return buffer.getInt(at + SEQUENCE);
  }

  public int acknowledgment() {
    return buffer.getInt(at + ACKNOWLEDGMENT);
  }

  /** In bytes, with options; these may lie beyond the captured bytes. */
  public int headerLength() {
    return control >>> 28 << 2;
  }

  /** The header length is too small for a header, or larger than the segment. */
  public boolean broken() {
    return broken;
  }

  /** The lower eight flags. */
  public int flags() {
    return control >>> 16 & 0xff;
  }

  /** Not scaled. */
  public int window() {
    return control & 0xffff;
  }
}
