package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Bytes that never change, equal by content. Indexes outside the bytes are wrong usage. */
public final class Octets {
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies bytes out of a buffer, whose position stays where it is. */
  public static Octets copy(ByteBuffer buffer, int offset, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] copied = new byte[length];
    buffer.get(offset, copied);
    return new Octets(copied);
  }

  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /** Two hexadecimal digits a byte, nothing between them. */
  public static Octets fromHex(String digits) {
    return new Octets(HexFormat.of().parseHex(digits));
  }

  public static Octets ascii(String text) {
    return new Octets(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static Octets random(RandomGenerator random, int length) {
    byte[] drawn = new byte[length];
    random.nextBytes(drawn);
    return new Octets(drawn);
  }

  public int length() {
    return bytes.length;
  }

  /** The byte at an index, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** Two bytes, most significant first. */
  public int uint16(int index) {
    return at(index) << 8 | at(index + 1);
  }

  /** Four bytes, most significant first, 0 to 2^32 - 1. */
  public long uint32(int index) {
    return (long) uint16(index) << 16 | uint16(index + 2);
  }

  public Octets slice(int from, int length) {
    return new Octets(Arrays.copyOfRange(bytes, from, from + length));
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  /** A read-only view from the first byte to the last. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Each byte as one character, what is not printable ASCII as a question mark. */
  public String printable() {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte each : bytes) {
      text.append(each >= ' ' && each <= '~' ? (char) each : '?');
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
