package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What an opened Initial packet carries, RFC 9000 section 19.
 *
 * @param crypto pieces of the TLS handshake
 * @param closeCode the error code of CONNECTION_CLOSE; 0x100 and an alert where TLS failed
 */
public record QuicFrames(List<Crypto> crypto, OptionalLong closeCode) {
  /** One CRYPTO frame: bytes of the handshake from an offset. */
  public record Crypto(long offset, Octets bytes) {}

  private static final int PADDING = 0;
  private static final int PING = 1;
  private static final int ACK = 2;
  private static final int ACK_WITH_COUNTS = 3;
  private static final int CRYPTO = 6;

  /** The number of CRYPTO in versions Q050 to T051; in Initial packets it can mean nothing else. */
  private static final int OLD_CRYPTO = 8;

  private static final int CONNECTION_CLOSE = 0x1c;
  private static final int MOST_FRAMES = 256;
  private static final int MOST_RANGES = 256;

  public QuicFrames {
    crypto = List.copyOf(crypto);
  }

  /** Reads the frames that an Initial packet may carry, up to the first that it may not. */
  public static QuicFrames read(Octets payload) {
    List<Crypto> pieces = new ArrayList<>();
    OptionalLong close = OptionalLong.empty();
    Cursor cursor = new Cursor(payload);
    while (cursor.hasMore() && pieces.size() < MOST_FRAMES) {
      long type = cursor.integer();
      if (type == PADDING || type == PING) {
        continue;
      }
      if (type == CRYPTO || type == OLD_CRYPTO) {
        long offset = cursor.integer();
        pieces.add(new Crypto(offset, cursor.bytes(cursor.integer())));
      } else if (type == ACK || type == ACK_WITH_COUNTS) {
        cursor.acknowledgement(type == ACK_WITH_COUNTS);
      } else {
        close = type == CONNECTION_CLOSE ? OptionalLong.of(cursor.integer()) : close;
        break;
      }
    }
    pieces.removeIf(piece -> piece.offset() < 0 || piece.bytes().length() == 0);
    return new QuicFrames(pieces, close);
  }

  private static final class Cursor {
    private final ByteBuffer buffer;
    private int at;

    Cursor(Octets payload) {
      buffer = payload.buffer();
    }

    boolean hasMore() {
      return at < buffer.limit();
    }

    long integer() {
      long value = QuicHeader.integer(buffer, at, buffer.limit() - at);
      at = value < 0 ? buffer.limit() : at + QuicHeader.width(buffer, at, buffer.limit() - at);
      return value;
    }

    Octets bytes(long length) {
      if (length < 0 || length > buffer.limit() - at) {
        at = buffer.limit();
        return Octets.EMPTY;
      }
      Octets bytes = Octets.copy(buffer, at, (int) length);
      at += (int) length;
      return bytes;
    }

    void acknowledgement(boolean counts) {
      integer();
      integer();
      long ranges = integer();
      integer();
      for (long i = 0; i < Math.min(ranges, MOST_RANGES) * 2; i++) {
        integer();
      }
      for (int i = 0; counts && i < 3; i++) {
        integer();
      }
    }
  }
}
