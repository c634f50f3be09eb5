package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ClientHello;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.TlsExtension;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A ClientHello without what no fact needs: session id, cookie, and the insides of large
 * extensions. Some 300 bytes instead of up to 2,000, held until somebody asks.
 */
final class HelloCopy {
  private static final int FIXED_LENGTH = 34;
  private static final int LENGTH_FIELD = 2;
  private static final int EXTENSION_HEADER_LENGTH = 4;

  private byte[] bytes = new byte[2048];
  private int size;

  /** Shortens the body of a hello; one that cannot be followed is kept as far as it can be. */
  Octets of(ByteBuffer buffer, int offset, int length) {
    int end = offset + length;
    if (length < FIXED_LENGTH + 1) {
      return Octets.EMPTY;
    }
    size = 0;
    boolean datagrams = (buffer.get(offset) & 0xff) == 0xfe;
    copy(buffer, offset, FIXED_LENGTH);
    put(0);
    int at = offset + FIXED_LENGTH + 1 + (buffer.get(offset + FIXED_LENGTH) & 0xff);
    if (datagrams && at < end) {
      put(0);
      at += 1 + (buffer.get(at) & 0xff);
    }
    int suitesLength = end - at < LENGTH_FIELD ? 0 : buffer.getShort(at) & 0xffff;
    int methodsAt = at + LENGTH_FIELD + suitesLength;
    if (methodsAt >= end) {
      return Octets.EMPTY;
    }
    int extensionsAt = methodsAt + 1 + (buffer.get(methodsAt) & 0xff);
    if (extensionsAt > end) {
      return Octets.EMPTY;
    }
    copy(buffer, at, extensionsAt - at);
    if (end - extensionsAt >= LENGTH_FIELD) {
      extensions(buffer, extensionsAt + LENGTH_FIELD, end);
    }
    return Octets.copy(ByteBuffer.wrap(bytes), 0, size);
  }

  private void extensions(ByteBuffer buffer, int from, int end) {
    int lengthAt = size;
    put(0);
    put(0);
    int at = from;
    while (end - at >= EXTENSION_HEADER_LENGTH) {
      int type = buffer.getShort(at) & 0xffff;
      int length = buffer.getShort(at + 2) & 0xffff;
      if (length > end - at - EXTENSION_HEADER_LENGTH) {
        break;
      }
      copy(buffer, at, 2);
      if (isNeeded(type)) {
        copy(buffer, at + 2, 2 + length);
      } else {
        put(0);
        put(0);
      }
      at += EXTENSION_HEADER_LENGTH + length;
    }
    int length = size - lengthAt - LENGTH_FIELD;
    bytes[lengthAt] = (byte) (length >>> 8);
    bytes[lengthAt + 1] = (byte) length;
  }

  private void put(int octet) {
    reserve(1);
    bytes[size++] = (byte) octet;
  }

  private void copy(ByteBuffer buffer, int offset, int length) {
    reserve(length);
    buffer.get(offset, bytes, size, length);
    size += length;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }

  private static boolean isNeeded(int type) {
    return switch (type) {
      case TlsExtension.SERVER_NAME,
          TlsExtension.SUPPORTED_GROUPS,
          TlsExtension.POINT_FORMATS,
          TlsExtension.SIGNATURE_ALGORITHMS,
          TlsExtension.ALPN,
          TlsExtension.SUPPORTED_VERSIONS ->
          true;
      default -> false;
    };
  }

  static Optional<ClientHello> read(Octets copy) {
    return ClientHello.parse(copy.buffer(), 0, copy.length()).whole();
  }
}
