package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ContentType;
import dev.zprobe.wire.DnsMessage;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.StunNames;
import dev.zprobe.wire.TlsRecord;
import java.nio.ByteBuffer;

/** Tells protocols by their first bytes; ports only settle what the bytes leave open. */
final class Recognition {
  /** What the bytes at the start of a segment look like. */
  enum Stream {
    TLS,
    HTTP,
    SIP,
    SOCKS,
    STUN,
    FRAMED_STUN,
    DNS,
    /** Too few bytes to tell, but the beginning of something. */
    MORE,
    UNKNOWN
  }

  private static final int TLS_PORT = 443;
  private static final int DNS_PORT = 53;
  private static final int SOCKS_PORT = 1080;
  private static final int LONGEST_METHOD = 20;
  private static final int LONGEST_LINE = 8192;
  private static final int OLD_HELLO_LEAST = 11;

  private Recognition() {}

  static Stream stream(ByteBuffer buffer, int offset, int length, Ports ports) {
    int first = buffer.get(offset) & 0xff;
    if (first >= ContentType.CHANGE_CIPHER_SPEC && first <= ContentType.HEARTBEAT) {
      Stream tls = tls(buffer, offset, length, ports);
      if (tls != Stream.UNKNOWN) {
        return tls;
      }
    }
    if (isOldHello(buffer, offset, length)) {
      return Stream.TLS;
    }
    if (first >= 'A' && first <= 'Z') {
      return text(buffer, offset, length);
    }
    if (isStun(buffer, offset, length)) {
      return Stream.STUN;
    }
    if (length > 2 && isStun(buffer, offset + 2, length - 2) && framed(buffer, offset, length)) {
      return Stream.FRAMED_STUN;
    }
    if (isDns(buffer, offset, length, ports)) {
      return Stream.DNS;
    }
    if (beginsStun(buffer, offset, length, ports)) {
      return Stream.MORE;
    }
    return isSocks(buffer, offset, length, ports) ? Stream.SOCKS : Stream.UNKNOWN;
  }

  /** Less than a header, as far as it goes; without the cookie only the port speaks for it. */
  private static boolean beginsStun(ByteBuffer buffer, int offset, int length, Ports ports) {
    if (length >= StunMessage.HEADER_LENGTH || (buffer.get(offset) & 0xc0) != 0) {
      return false;
    }
    return length < 8
        ? ports.hasBetween(3478, 3479)
        : buffer.getInt(offset + 4) == StunMessage.MAGIC_COOKIE;
  }

  private static boolean framed(ByteBuffer buffer, int offset, int length) {
    int size = buffer.getShort(offset) & 0xffff;
    return size >= StunMessage.HEADER_LENGTH && size <= length - 2;
  }

  private static Stream tls(ByteBuffer buffer, int offset, int length, Ports ports) {
    if (length <= TlsRecord.HEADER_LENGTH) {
      boolean begins = length < 2 || buffer.get(offset + 1) == 3;
      boolean header = length < TlsRecord.HEADER_LENGTH || TlsRecord.isHeader(buffer, offset);
      boolean likely = buffer.get(offset) == ContentType.HANDSHAKE || ports.has(TLS_PORT);
      return begins && header && likely ? Stream.MORE : Stream.UNKNOWN;
    }
    if (!TlsRecord.isHeader(buffer, offset)) {
      return Stream.UNKNOWN;
    }
    int size = buffer.getShort(offset + 3) & 0xffff;
    boolean known =
        switch (buffer.get(offset)) {
          case ContentType.HANDSHAKE ->
              size >= 4 && HandshakeType.isKnown(buffer.get(offset + 5) & 0xff)
                  || ports.has(TLS_PORT);
          case ContentType.ALERT -> size == 2 || ports.has(TLS_PORT);
          case ContentType.CHANGE_CIPHER_SPEC -> size == 1;
          default -> ports.has(TLS_PORT) && size > 0;
        };
    return known ? Stream.TLS : Stream.UNKNOWN;
  }

  /** RFC 5246 appendix E.2: a hello in the format of SSL 2.0. */
  static boolean isOldHello(ByteBuffer buffer, int offset, int length) {
    if (length < OLD_HELLO_LEAST || (buffer.get(offset) & 0x80) == 0) {
      return false;
    }
    int size = buffer.getShort(offset) & 0x7fff;
    boolean hello = buffer.get(offset + 2) == 1;
    int version = buffer.getShort(offset + 3) & 0xffff;
    int suites = buffer.getShort(offset + 5) & 0xffff;
    int session = buffer.getShort(offset + 7) & 0xffff;
    int challenge = buffer.getShort(offset + 9) & 0xffff;
    boolean knownVersion = version == 2 || version >= 0x0300 && version <= 0x0303;
    boolean lengths = suites > 0 && suites % 3 == 0 && (session == 0 || session == 16);
    boolean fits = size == 9 + suites + session + challenge && challenge >= 16;
    return hello && knownVersion && lengths && fits && challenge <= 32;
  }

  private static Stream text(ByteBuffer buffer, int offset, int length) {
    int lineEnd = find(buffer, offset, Math.min(length, LONGEST_LINE), '\n');
    if (starts(buffer, offset, length, "HTTP/")) {
      return Stream.HTTP;
    }
    if (starts(buffer, offset, length, "SIP/2.0 ")) {
      return Stream.SIP;
    }
    int space = find(buffer, offset, Math.min(length, LONGEST_METHOD), ' ');
    if (space < 0 || !isMethod(buffer, offset, space)) {
      return space < 0 && length < LONGEST_METHOD && lineEnd < 0 ? Stream.MORE : Stream.UNKNOWN;
    }
    if (lineEnd < 0) {
      return isCommonMethod(buffer, offset, space) ? Stream.HTTP : Stream.UNKNOWN;
    }
    int end = lineEnd > offset && buffer.get(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
    if (end - 9 > space && starts(buffer, end - 9, 9, " HTTP/")) {
      return Stream.HTTP;
    }
    return end - 8 > space && starts(buffer, end - 8, 8, " SIP/2.0") ? Stream.SIP : Stream.UNKNOWN;
  }

  /** Whether text is a SIP message; its first line must be whole. */
  static boolean isSip(ByteBuffer buffer, int offset, int length) {
    int first = length == 0 ? 0 : buffer.get(offset);
    return first >= 'A' && first <= 'Z' && text(buffer, offset, length) == Stream.SIP;
  }

  private static boolean isMethod(ByteBuffer buffer, int offset, int space) {
    for (int at = offset; at < space; at++) {
      int each = buffer.get(at);
      if ((each < 'A' || each > 'Z') && each != '-' && each != '_') {
        return false;
      }
    }
    return space - offset >= 3;
  }

  private static boolean isCommonMethod(ByteBuffer buffer, int offset, int space) {
    int length = space - offset;
    return switch (length) {
      case 3 -> starts(buffer, offset, 3, "GET") || starts(buffer, offset, 3, "PUT");
      case 4 -> starts(buffer, offset, 4, "POST") || starts(buffer, offset, 4, "HEAD");
      case 5 -> starts(buffer, offset, 5, "PATCH");
      case 6 -> starts(buffer, offset, 6, "DELETE");
      case 7 -> starts(buffer, offset, 7, "CONNECT");
      default -> false;
    };
  }

  /**
   * A STUN header with the magic cookie, a length that is a multiple of four or exactly what is
   * there (some leave the padding out), and a method that is not among the reserved ones (RFC 8489
   * section 18.2), which others use for themselves.
   */
  static boolean isStun(ByteBuffer buffer, int offset, int length) {
    if (length < StunMessage.HEADER_LENGTH
        || (buffer.get(offset) & 0xc0) != 0
        || buffer.getInt(offset + 4) != StunMessage.MAGIC_COOKIE) {
      return false;
    }
    int size = buffer.getShort(offset + 2) & 0xffff;
    return ((size & 3) == 0 || StunMessage.HEADER_LENGTH + size == length)
        && StunNames.method(buffer.getShort(offset)) <= 0xff;
  }

  private static boolean isDns(ByteBuffer buffer, int offset, int length, Ports ports) {
    if (length < 2 + DnsMessage.HEADER_LENGTH) {
      boolean fits = length < 2 || buffer.getShort(offset) >= DnsMessage.HEADER_LENGTH;
      return fits && ports.has(DNS_PORT);
    }
    int size = buffer.getShort(offset) & 0xffff;
    return size >= DnsMessage.HEADER_LENGTH
        && (ports.has(DNS_PORT)
            || size == length - 2 && DnsMessage.looksLikeHeader(buffer, offset + 2, length - 2));
  }

  private static boolean isSocks(ByteBuffer buffer, int offset, int length, Ports ports) {
    int version = buffer.get(offset);
    if (version == 5) {
      boolean exact = length >= 3 && length == 2 + (buffer.get(offset + 1) & 0xff);
      return exact || ports.has(SOCKS_PORT) && length < 3;
    }
    boolean connect = length >= 9 && (buffer.get(offset + 1) == 1 || buffer.get(offset + 1) == 2);
    return version == 4 && connect && buffer.get(offset + length - 1) == 0;
  }

  static int find(ByteBuffer buffer, int offset, int length, char wanted) {
    for (int at = offset; at < offset + length; at++) {
      if (buffer.get(at) == wanted) {
        return at;
      }
    }
    return -1;
  }

  static boolean starts(ByteBuffer buffer, int offset, int length, String text) {
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (buffer.get(offset + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
