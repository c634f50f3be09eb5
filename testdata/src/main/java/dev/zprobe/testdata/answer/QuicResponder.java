package dev.zprobe.testdata.answer;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Answers a QUIC long header of a version that nobody speaks with Version Negotiation (RFC 9000,
 * section 6 and 17.2.1), the one answer that needs no cryptography.
 */
public final class QuicResponder {
  private static final int SMALLEST_INITIAL = 1200;
  private static final int VERSION_1 = 0x00000001;
  private static final int LONGEST_ID = 20;

  private QuicResponder() {}

  /** The answer to one datagram, or nothing. */
  public static Optional<byte[]> answer(byte[] datagram) {
    if (datagram.length < SMALLEST_INITIAL || (datagram[0] & 0x80) == 0) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(datagram, 1, datagram.length - 1);
    int version = in.getInt();
    byte[] destination = id(in);
    byte[] source = id(in);
    if (version == VERSION_1 || version == 0 || Math.max(destination.length, source.length) > 20) {
      return Optional.empty();
    }
    ByteBuffer out = ByteBuffer.allocate(7 + destination.length + source.length + 4);
    out.put((byte) 0xc0).putInt(0);
    out.put((byte) source.length).put(source);
    out.put((byte) destination.length).put(destination);
    out.putInt(VERSION_1);
    return Optional.of(out.array());
  }

  private static byte[] id(ByteBuffer in) {
    int length = in.get() & 0xff;
    byte[] id = new byte[Math.min(length, LONGEST_ID + 1)];
    in.get(id);
    in.position(in.position() + length - id.length);
    return id;
  }
}
