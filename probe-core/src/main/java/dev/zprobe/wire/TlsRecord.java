package dev.zprobe.wire;

import java.nio.ByteBuffer;

/**
 * The header of a TLS record, RFC 8446 section 5.1.
 *
 * @param contentType of {@link ContentType}
 * @param version the legacy record version
 * @param length bytes of the fragment behind the five of the header
 */
public record TlsRecord(int contentType, int version, int length) {
  public static final int HEADER_LENGTH = 5;

  /** RFC 8446 section 5.1: the longest fragment in clear. */
  public static final int LONGEST_PLAIN = 1 << 14;

  /** RFC 5246 section 6.2.3: the longest fragment of any version. */
  public static final int LONGEST = LONGEST_PLAIN + 2048;

  /** Reads a header; the fragment need not be there. */
  public static Parsed<TlsRecord> parse(ByteBuffer buffer, int offset, int length) {
    if (length > 0 && !isContentType(buffer.get(offset) & 0xff)) {
      return Parsed.malformed("an unknown content type");
    }
    if (length < HEADER_LENGTH) {
      return Parsed.truncated(HEADER_LENGTH);
    }
    if (!isHeader(buffer, offset)) {
      return Parsed.malformed("not a record header");
    }
    return Parsed.of(
        new TlsRecord(
            buffer.get(offset) & 0xff,
            buffer.getShort(offset + 1) & 0xffff,
            buffer.getShort(offset + 3) & 0xffff),
        HEADER_LENGTH);
  }

  /** Whether five bytes look like a record header, without making garbage. */
  public static boolean isHeader(ByteBuffer buffer, int offset) {
    return isContentType(buffer.get(offset) & 0xff)
        && buffer.get(offset + 1) == 3
        && (buffer.get(offset + 2) & 0xff) <= 4
        && (buffer.getShort(offset + 3) & 0xffff) <= LONGEST;
  }

  private static boolean isContentType(int type) {
    return type >= ContentType.CHANGE_CIPHER_SPEC && type <= ContentType.HEARTBEAT;
  }
}
