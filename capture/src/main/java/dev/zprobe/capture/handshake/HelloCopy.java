package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ClientHello;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.TlsExtension;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A ClientHello without what no fact needs: session id, cookie, and the insides of large
 * extensions. Some 300 bytes instead of up to 2,000, held until somebody asks.
 */
final class HelloCopy {
  private static final int FIXED_LENGTH = 34;

  private HelloCopy() {}

  /** Shortens the body of a hello; one that cannot be followed is kept as far as it can be. */
  static Octets of(ByteBuffer buffer, int offset, int length) {
    int end = offset + length;
    if (length < FIXED_LENGTH + 1) {
      return Octets.EMPTY;
    }
    boolean datagrams = (buffer.get(offset) & 0xff) == 0xfe;
    OctetsWriter copy = new OctetsWriter();
    copy.octets(Octets.copy(buffer, offset, FIXED_LENGTH)).uint8(0);
    int at = offset + FIXED_LENGTH + 1 + (buffer.get(offset + FIXED_LENGTH) & 0xff);
    if (datagrams && at < end) {
      copy.uint8(0);
      at += 1 + (buffer.get(at) & 0xff);
    }
    int suitesLength = end - at < 2 ? 0 : buffer.getShort(at) & 0xffff;
    int methodsAt = at + 2 + suitesLength;
    if (methodsAt >= end) {
      return Octets.EMPTY;
    }
    int extensionsAt = methodsAt + 1 + (buffer.get(methodsAt) & 0xff);
    if (extensionsAt > end) {
      return Octets.EMPTY;
    }
    copy.octets(Octets.copy(buffer, at, extensionsAt - at));
    if (end - extensionsAt >= 2) {
      copy.vector16(extensions(buffer, extensionsAt + 2, end));
    }
    return copy.done();
  }

  private static OctetsWriter extensions(ByteBuffer buffer, int from, int end) {
    OctetsWriter copy = new OctetsWriter();
    int at = from;
    while (end - at >= 4) {
      int type = buffer.getShort(at) & 0xffff;
      int length = buffer.getShort(at + 2) & 0xffff;
      if (length > end - at - 4) {
        break;
      }
      Octets body = isNeeded(type) ? Octets.copy(buffer, at + 4, length) : Octets.EMPTY;
      copy.uint16(type).vector16(new OctetsWriter().octets(body));
      at += 4 + length;
    }
    return copy;
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
