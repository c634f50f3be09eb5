package dev.zprobe.capture.handshake;

import dev.zprobe.wire.HandshakeType;
import java.nio.ByteBuffer;

/** The messages that are sent in clear whatever was agreed before. */
final class Hellos {
  private static final int HEADER_LENGTH = 4;

  private Hellos() {}

  static boolean isHello(int type) {
    return type == HandshakeType.CLIENT_HELLO.code() || type == HandshakeType.SERVER_HELLO.code();
  }

  /**
   * Whether a record is one hello and nothing else. Behind ChangeCipherSpec that is a
   * HelloRetryRequest's answer in compatibility mode, since nothing encrypted looks like it.
   */
  static boolean isWhole(ByteBuffer buffer, int body, int length) {
    return length >= HEADER_LENGTH
        && isHello(buffer.get(body))
        && (buffer.getInt(body) & 0xffffff) == length - HEADER_LENGTH;
  }
}
