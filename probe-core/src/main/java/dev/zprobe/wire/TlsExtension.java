package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An extension of a hello, RFC 8446 section 4.2.
 *
 * @param body what is inside, not checked
 */
public record TlsExtension(int type, Octets body) {
  /** RFC 6066 section 3. */
  public static final int SERVER_NAME = 0;

  /** RFC 8446 section 4.2.7, RFC 8422 section 5.1.2, RFC 8446 section 4.2.3. */
  public static final int SUPPORTED_GROUPS = 10;

  public static final int POINT_FORMATS = 11;
  public static final int SIGNATURE_ALGORITHMS = 13;

  /** RFC 7301 section 3.1. */
  public static final int ALPN = 16;

  /** RFC 8446 sections 4.2.1 and 4.2.8. */
  public static final int SUPPORTED_VERSIONS = 43;

  public static final int PRE_SHARED_KEY = 41;
  public static final int KEY_SHARE = 51;

  /** RFC 9001 section 8.2. */
  public static final int QUIC_TRANSPORT_PARAMETERS = 57;

  private static final int MOST_EXTENSIONS = 256;

  /**
   * Reads a list of extensions without its own length field. What is cut short at the end is left
   * out; so the list of a damaged hello tells what can be told.
   */
  static List<TlsExtension> list(ByteBuffer buffer, int offset, int length) {
    List<TlsExtension> extensions = new ArrayList<>();
    int at = offset;
    int end = offset + length;
    while (end - at >= 4 && extensions.size() < MOST_EXTENSIONS) {
      int bodyLength = buffer.getShort(at + 2) & 0xffff;
      if (bodyLength > end - at - 4) {
        break;
      }
      extensions.add(
          new TlsExtension(buffer.getShort(at) & 0xffff, Octets.copy(buffer, at + 4, bodyLength)));
      at += 4 + bodyLength;
    }
    return extensions;
  }

  static Optional<Octets> find(List<TlsExtension> extensions, int type) {
    for (TlsExtension each : extensions) {
      if (each.type() == type) {
        return Optional.of(each.body());
      }
    }
    return Optional.empty();
  }

  /** The names in an ALPN extension. */
  static List<String> protocols(Octets body) {
    List<String> names = new ArrayList<>();
    int at = 2;
    while (at < body.length()) {
      int length = body.at(at);
      if (length == 0 || length > body.length() - at - 1) {
        break;
      }
      names.add(body.slice(at + 1, length).printable());
      at += 1 + length;
    }
    return List.copyOf(names);
  }

  /** Two-byte numbers behind a length field of so many bytes. */
  static List<Integer> numbers(Octets body, int lengthBytes) {
    List<Integer> numbers = new ArrayList<>();
    for (int at = lengthBytes; at + 1 < body.length(); at += 2) {
      numbers.add(body.uint16(at));
    }
    return List.copyOf(numbers);
  }
}
