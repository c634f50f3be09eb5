package dev.zprobe.capture.redact;

import dev.zprobe.evidence.PseudonymText;
import dev.zprobe.evidence.Pseudonyms;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts stand-ins into bytes, always of the same length. For one thread. */
final class Substitutes {
  private final Pseudonyms stands;
  private final PseudonymText text;

  Substitutes(Pseudonyms stands) {
    this.stands = stands;
    this.text = new PseudonymText(stands);
  }

  PseudonymText text() {
    return text;
  }

  /** An address of 4 or 16 bytes. */
  void address(byte[] bytes, int at, int length) {
    if (!Bytes.has(bytes, at, length)) {
      Bytes.clear(bytes, at, bytes.length);
      return;
    }
    try {
      InetAddress original = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
      byte[] mapped =
          original.getAddress().length == length
              ? stands.address(original).getAddress()
              : mappedForm(original, length);
      System.arraycopy(mapped, 0, bytes, at, length);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // 4 and 16 bytes are always an address
    }
  }

  /** Java turns ::ffff:a.b.c.d into an IPv4 address. */
  private byte[] mappedForm(InetAddress original, int length) {
    byte[] form = new byte[length];
    form[10] = (byte) 0xff;
    form[11] = (byte) 0xff;
    System.arraycopy(stands.address(original).getAddress(), 0, form, 12, 4);
    return form;
  }

  void hardware(byte[] bytes, int at) {
    if (Bytes.has(bytes, at, 6)) {
      byte[] mapped = stands.hardware(Arrays.copyOfRange(bytes, at, at + 6));
      System.arraycopy(mapped, 0, bytes, at, 6);
    }
  }

  /** A domain name as text. */
  void name(byte[] bytes, int at, int length) {
    if (!Bytes.has(bytes, at, length)) {
      Bytes.clear(bytes, at, bytes.length);
      return;
    }
    String original = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    put(bytes, at, length, stands.name(original));
  }

  /**
   * A domain name's stand-in, of the same length.
   *
   * @param continued the name goes on elsewhere, so that its last label here is not its last
   */
  byte[] standIn(String name, boolean continued) {
    if (name.isEmpty()) {
      return new byte[0];
    }
    String made = continued ? stands.name(name + ".x") : stands.name(name);
    String kept = continued ? made.substring(0, name.length()) : made;
    return kept.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A word, an organisation, a person. */
  void word(byte[] bytes, int at, int length) {
    String original = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    boolean name = original.matches("(?:\\*\\.)?[\\w-]+(?:\\.[\\w-]+)+");
    put(bytes, at, length, name ? stands.name(original) : stands.label(original));
  }

  private static void put(byte[] bytes, int at, int length, String text) {
    byte[] made = text.getBytes(StandardCharsets.ISO_8859_1);
    if (made.length == length) {
      System.arraycopy(made, 0, bytes, at, length);
    } else {
      Bytes.clear(bytes, at, at + length);
    }
  }
}
