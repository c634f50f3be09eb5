package dev.zprobe.capture.packet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Puts headers together by hand, from hexadecimal text and whole packets. */
final class Bytes {
  private static final int ETHERNET_LENGTH = 14;

  private Bytes() {}

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** An Ethernet frame's IP packet. */
  static byte[] ip(byte[] frame) {
    byte[] packet = new byte[frame.length - ETHERNET_LENGTH];
    System.arraycopy(frame, ETHERNET_LENGTH, packet, 0, packet.length);
    return packet;
  }

  static byte[] half(int value) {
    return ByteBuffer.allocate(2).putShort((short) value).array();
  }

  static byte[] word(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
