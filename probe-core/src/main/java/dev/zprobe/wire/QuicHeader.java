package dev.zprobe.wire;

import java.nio.ByteBuffer;

/**
 * The clear part of a QUIC long header, RFC 9000 section 17.2.
 *
 * @param longType of {@link #INITIAL} and so on, numbered as in version 1
 * @param numberAt the offset of the protected packet number from the packet's first byte
 */
public record QuicHeader(
    int version, int longType, Octets destinationId, Octets sourceId, int numberAt) {
  /** RFC 9000 section 17.2. */
  public static final int INITIAL = 0;

  public static final int ZERO_RTT = 1;
  public static final int HANDSHAKE = 2;
  public static final int RETRY = 3;

  private static final int LONGEST_ID = 20;

  /**
   * Reads one packet of a datagram; more may follow it. The bytes of the answer are the whole
   * packet's, protected payload included.
   */
  public static Parsed<QuicHeader> parse(ByteBuffer buffer, int offset, int length) {
    if (length < 7) {
      return Parsed.truncated(7);
    }
    int first = buffer.get(offset) & 0xff;
    int version = buffer.getInt(offset + 1);
    // The second bit is fixed, but peers that agreed on RFC 9287 may send either value.
    if ((first & 0x80) == 0 || version == 0) {
      return Parsed.malformed("not a long header");
    }
    int destinationLength = buffer.get(offset + 5) & 0xff;
    int sourceAt = 6 + destinationLength;
    if (destinationLength > LONGEST_ID) {
      return Parsed.malformed("a connection id of more than 20 bytes");
    }
    if (length <= sourceAt) {
      return Parsed.truncated(sourceAt + 1);
    }
    int sourceLength = buffer.get(offset + sourceAt) & 0xff;
    if (sourceLength > LONGEST_ID) {
      return Parsed.malformed("a connection id of more than 20 bytes");
    }
    int at = sourceAt + 1 + sourceLength;
    int longType = QuicVersion.longType(version, first >>> 4 & 3);
    if (length < at) {
      return Parsed.truncated(at);
    }
    Octets destination = Octets.copy(buffer, offset + 6, destinationLength);
    Octets source = Octets.copy(buffer, offset + sourceAt + 1, sourceLength);
    if (longType == RETRY) {
      return Parsed.of(new QuicHeader(version, longType, destination, source, at), length);
    }
    if (longType == INITIAL) {
      long token = integer(buffer, offset + at, length - at);
      at += width(buffer, offset + at, length - at);
      if (token < 0 || token > length - at) {
        return Parsed.truncated(length + 1);
      }
      at += (int) token;
    }
    long rest = integer(buffer, offset + at, length - at);
    at += width(buffer, offset + at, length - at);
    if (rest < 0 || rest > length - at) {
      return Parsed.truncated(length + 1);
    }
    return Parsed.of(new QuicHeader(version, longType, destination, source, at), at + (int) rest);
  }

  /** A variable-length integer (RFC 9000 section 16); -1 where the bytes end before it does. */
  static long integer(ByteBuffer buffer, int at, int length) {
    int width = width(buffer, at, length);
    if (length < 1 || length < width) {
      return -1;
    }
    long value = buffer.get(at) & 0x3f;
    for (int i = 1; i < width; i++) {
      value = value << 8 | buffer.get(at + i) & 0xff;
    }
    return value;
  }

  static int width(ByteBuffer buffer, int at, int length) {
    return length < 1 ? 1 : 1 << (buffer.get(at) >>> 6 & 3);
  }
}
