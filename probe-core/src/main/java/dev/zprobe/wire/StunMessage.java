package dev.zprobe.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * A STUN message of RFC 8489, or of RFC 3489 where the magic cookie is not there.
 *
 * @param type the 14-bit message type: method and class
 * @param magicCookie whether bytes 4 to 7 are the cookie of RFC 8489
 * @param transactionId 12 bytes after the cookie, or 16 bytes without one
 * @param attributes in the order on the wire, values without padding
 */
public record StunMessage(
    int type, boolean magicCookie, Octets transactionId, List<Attribute> attributes) {

  /** An attribute of RFC 8489 section 14. */
  public record Attribute(int type, Octets value) {}

  /** What the FINGERPRINT attribute (RFC 8489 section 14.7) says of the bytes. */
  public enum Fingerprint {
    ABSENT,
    RIGHT,
    WRONG
  }

  /** RFC 8489 section 5. */
  public static final int HEADER_LENGTH = 20;

  /** RFC 8489 section 5. */
  public static final int MAGIC_COOKIE = 0x2112a442;

  /** RFC 8489 section 5: Binding method with the four classes. */
  public static final int BINDING_REQUEST = 0x0001;

  public static final int BINDING_INDICATION = 0x0011;
  public static final int BINDING_SUCCESS = 0x0101;
  public static final int BINDING_ERROR = 0x0111;

  /** RFC 8489 sections 14.1, 14.2, 14.8, 14.14 and 14.7. */
  public static final int MAPPED_ADDRESS = 0x0001;

  public static final int ERROR_CODE = 0x0009;
  public static final int XOR_MAPPED_ADDRESS = 0x0020;
  public static final int SOFTWARE = 0x8022;
  public static final int FINGERPRINT = 0x8028;

  private static final int FINGERPRINT_MASK = 0x5354554e;
  private static final int FAMILY_IPV4 = 1;
  private static final int FAMILY_IPV6 = 2;
  private static final int MOST_ATTRIBUTES = 64;

  public StunMessage {
    attributes = List.copyOf(attributes);
  }

  /** A Binding request with a fresh transaction id and no attributes. */
  public static StunMessage bindingRequest(RandomGenerator random) {
    return new StunMessage(BINDING_REQUEST, true, Octets.random(random, 12), List.of());
  }

  /**
   * A Binding success response of RFC 8489 section 7.3.1.
   *
   * @param seen where the request came from
   */
  public static StunMessage bindingSuccess(Octets transactionId, Optional<InetSocketAddress> seen) {
    StunMessage bare = new StunMessage(BINDING_SUCCESS, true, transactionId, List.of());
    return seen.map(from -> bare.with(XOR_MAPPED_ADDRESS, masked(from, transactionId)))
        .orElse(bare);
  }

  /** RFC 8489 section 14.2. */
  private static Octets masked(InetSocketAddress seen, Octets transactionId) {
    byte[] address = seen.getAddress().getAddress();
    Octets mask = new OctetsWriter().uint32(MAGIC_COOKIE).octets(transactionId).done();
    OctetsWriter value =
        new OctetsWriter()
            .uint8(0)
            .uint8(address.length == 4 ? FAMILY_IPV4 : FAMILY_IPV6)
            .uint16(seen.getPort() ^ mask.uint16(0));
    for (int i = 0; i < address.length; i++) {
      value.uint8(address[i] & 0xff ^ mask.at(i));
    }
    return value.done();
  }

  /**
   * Reads a message. The length in its header must be a multiple of four; bytes behind the message
   * are left alone.
   */
  public static Parsed<StunMessage> parse(ByteBuffer buffer, int offset, int length) {
    if (length < HEADER_LENGTH) {
      return length > 0 && (buffer.get(offset) & 0xc0) != 0
          ? Parsed.malformed("the first two bits of a STUN message are zero")
          : Parsed.truncated(HEADER_LENGTH);
    }
    int type = buffer.getShort(offset) & 0xffff;
    int bodyLength = buffer.getShort(offset + 2) & 0xffff;
    if ((type & 0xc000) != 0) {
      return Parsed.malformed("the first two bits of a STUN message are zero");
    }
    if ((bodyLength & 3) != 0) {
      return Parsed.malformed("the length of a STUN message is a multiple of four");
    }
    if (HEADER_LENGTH + bodyLength > length) {
      return Parsed.truncated(HEADER_LENGTH + bodyLength);
    }
    List<Attribute> attributes = new ArrayList<>(8);
    int end = offset + HEADER_LENGTH + bodyLength;
    int at = offset + HEADER_LENGTH;
    while (at < end) {
      if (end - at < 4 || attributes.size() == MOST_ATTRIBUTES) {
        return Parsed.malformed("a STUN attribute has no room for its header");
      }
      int valueLength = buffer.getShort(at + 2) & 0xffff;
      if (valueLength > end - at - 4) {
        return Parsed.malformed("a STUN attribute is longer than its message");
      }
      attributes.add(
          new Attribute(buffer.getShort(at) & 0xffff, Octets.copy(buffer, at + 4, valueLength)));
      at += 4 + (valueLength + 3 & ~3);
    }
    boolean cookie = buffer.getInt(offset + 4) == MAGIC_COOKIE;
    Octets id = Octets.copy(buffer, offset + (cookie ? 8 : 4), cookie ? 12 : 16);
    return Parsed.of(new StunMessage(type, cookie, id, attributes), HEADER_LENGTH + bodyLength);
  }

  /** The bytes on the wire; values are padded with zeros. */
  public Octets encode() {
    OctetsWriter body = new OctetsWriter();
    for (Attribute each : attributes) {
      body.uint16(each.type()).vector16(new OctetsWriter().octets(each.value()));
      body.zeros(-each.value().length() & 3);
    }
    OctetsWriter whole = new OctetsWriter().uint16(type).uint16(body.length());
    if (magicCookie) {
      whole.uint32(MAGIC_COOKIE);
    }
    return whole.octets(transactionId).octets(body.done()).done();
  }

  /** The bytes on the wire with a FINGERPRINT as the last attribute. */
  public Octets encodeWithFingerprint() {
    Octets placeholder = Octets.of(new byte[4]);
    Octets blank = with(FINGERPRINT, placeholder).encode();
    int covered = blank.length() - 8;
    CRC32 checksum = new CRC32();
    checksum.update(blank.toArray(), 0, covered);
    return new OctetsWriter()
        .octets(blank.slice(0, covered + 4))
        .uint32(checksum.getValue() ^ FINGERPRINT_MASK)
        .done();
  }

  /** The same message with one attribute more at its end. */
  public StunMessage with(int attributeType, Octets value) {
    List<Attribute> more = new ArrayList<>(attributes);
    more.add(new Attribute(attributeType, value));
    return new StunMessage(type, magicCookie, transactionId, more);
  }

  /** Checks the FINGERPRINT of a message that {@link #parse} found whole at this place. */
  public Fingerprint fingerprint(ByteBuffer buffer, int offset) {
    if (attributes.isEmpty()) {
      return Fingerprint.ABSENT;
    }
    Attribute last = attributes.get(attributes.size() - 1);
    if (last.type() != FINGERPRINT || last.value().length() != 4) {
      return Fingerprint.ABSENT;
    }
    int covered = HEADER_LENGTH + (buffer.getShort(offset + 2) & 0xffff) - 8;
    CRC32 checksum = new CRC32();
    checksum.update(Octets.copy(buffer, offset, covered).toArray());
    long expected = (checksum.getValue() ^ FINGERPRINT_MASK) & 0xffffffffL;
    return last.value().uint32(0) == expected ? Fingerprint.RIGHT : Fingerprint.WRONG;
  }

  public Optional<Octets> attribute(int attributeType) {
    for (Attribute each : attributes) {
      if (each.type() == attributeType) {
        return Optional.of(each.value());
      }
    }
    return Optional.empty();
  }

  /** The reflexive address: XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS, else nothing. */
  public Optional<InetSocketAddress> mappedAddress() {
    Optional<Octets> masked = attribute(XOR_MAPPED_ADDRESS);
    if (masked.isPresent() && magicCookie) {
      return address(
          masked.get(), new OctetsWriter().uint32(MAGIC_COOKIE).octets(transactionId).done());
    }
    return attribute(MAPPED_ADDRESS).flatMap(value -> address(value, Octets.of(new byte[16])));
  }

  /** The code of ERROR-CODE, 300 to 699, where there is a well-formed one. */
  public OptionalInt errorCode() {
    Optional<Octets> value = attribute(ERROR_CODE);
    if (value.isEmpty() || value.get().length() < 4) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((value.get().at(2) & 7) * 100 + value.get().at(3));
  }

  /** The text beside the error code, or the SOFTWARE attribute, cut at 128 bytes as sent. */
  public Optional<String> text(int attributeType) {
    int skipped = attributeType == ERROR_CODE ? 4 : 0;
    return attribute(attributeType)
        .filter(value -> value.length() >= skipped)
        .map(value -> value.slice(skipped, Math.min(value.length() - skipped, 128)))
        .map(value -> new String(value.toArray(), StandardCharsets.UTF_8));
  }

  /** Reads an address of RFC 8489 section 14.1, masked as in section 14.2. */
  static Optional<InetSocketAddress> address(Octets value, Octets mask) {
    if (value.length() < 8) {
      return Optional.empty();
    }
    int family = value.at(1);
    int width = family == FAMILY_IPV4 ? 4 : 16;
    boolean known = family == FAMILY_IPV4 || family == FAMILY_IPV6;
    if (!known || value.length() != 4 + width) {
      return Optional.empty();
    }
    byte[] address = new byte[width];
    for (int i = 0; i < width; i++) {
      address[i] = (byte) (value.at(4 + i) ^ mask.at(i));
    }
    int port = value.uint16(2) ^ mask.uint16(0);
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address has 4 or 16 bytes", impossible);
    }
  }
}
