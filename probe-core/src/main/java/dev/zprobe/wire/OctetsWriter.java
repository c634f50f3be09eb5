package dev.zprobe.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds {@link Octets}, most significant byte first. For one thread. */
public final class OctetsWriter {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  public OctetsWriter uint8(int value) {
    written.write(value);
    return this;
  }

  public OctetsWriter uint16(int value) {
    return uint8(value >>> 8).uint8(value);
  }

  public OctetsWriter uint24(int value) {
    return uint8(value >>> 16).uint16(value);
  }

  /** The low 32 bits of the value. */
  public OctetsWriter uint32(long value) {
    return uint16((int) (value >>> 16)).uint16((int) value);
  }

  public OctetsWriter uint64(long value) {
    return uint32(value >>> 32).uint32(value);
  }

  public OctetsWriter octets(Octets octets) {
    written.writeBytes(octets.toArray());
    return this;
  }

  public OctetsWriter ascii(String text) {
    written.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public OctetsWriter zeros(int count) {
    written.writeBytes(new byte[count]);
    return this;
  }

  /** The bytes of another writer after their own length in one byte. */
  public OctetsWriter vector8(OctetsWriter content) {
    return uint8(content.length()).octets(content.done());
  }

  /** The bytes of another writer after their own length in two bytes. */
  public OctetsWriter vector16(OctetsWriter content) {
    return uint16(content.length()).octets(content.done());
  }

  public int length() {
    return written.size();
  }

  public Octets done() {
    return Octets.of(written.toByteArray());
  }
}
