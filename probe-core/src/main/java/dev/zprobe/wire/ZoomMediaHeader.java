package dev.zprobe.wire;

import java.nio.ByteBuffer;

/**
 * Looks inside the envelope of a media datagram (first byte 5) without making garbage. Offsets are
 * absolute in the buffer; -1 says that there is nothing there.
 */
public final class ZoomMediaHeader {
  public static final int AUDIO = 0x0f;
  public static final int VIDEO = 0x10;
  public static final int SHARE = 0x0d;
  public static final int PEER_SHARE = 0x1e;

  private static final int INNER_OFFSET_VERSION_2 = 1;
  private static final int INNER_OFFSET_VERSION_3 = 8;
  private static final int RTP_HEADER_LENGTH = 12;
  private static final int RTP_VERSION_2 = 0x80;

  private ZoomMediaHeader() {}

  /**
   * Where the inner header begins.
   *
   * @param version 2 or 3 as the hello said; 0 where no hello was seen, then the bytes decide
   */
  public static int innerOffset(ByteBuffer buffer, int offset, int length, int version) {
    if (version == 2) {
      return length > INNER_OFFSET_VERSION_2 ? offset + INNER_OFFSET_VERSION_2 : -1;
    }
    if (length <= INNER_OFFSET_VERSION_3) {
      return version == 0 && length > INNER_OFFSET_VERSION_2 ? offset + INNER_OFFSET_VERSION_2 : -1;
    }
    int direction = buffer.get(offset + 7) & 0xff;
    boolean looksLikeVersion3 = (direction & ~0x04) == 0 && isKnown(buffer.get(offset + 8));
    boolean looksLikeVersion2 = isKnown(buffer.get(offset + 1));
    if (version == 0 && looksLikeVersion2 && !looksLikeVersion3) {
      return offset + INNER_OFFSET_VERSION_2;
    }
    return offset + INNER_OFFSET_VERSION_3;
  }

  /** The kind at an inner header: {@link #AUDIO}, {@link #VIDEO}, {@link #SHARE} and so on. */
  public static int kind(ByteBuffer buffer, int inner) {
    return buffer.get(inner) & 0xff;
  }

  /** Where the RTP header (RFC 3550 section 5.1) begins, or -1. */
  public static int rtpOffset(ByteBuffer buffer, int inner, int end) {
    int skipped =
        switch (kind(buffer, inner)) {
          case AUDIO -> 19;
          case VIDEO -> end - inner > 20 && buffer.get(inner + 20) == 2 ? 24 : 20;
          case SHARE -> end - inner > 7 && buffer.get(inner + 7) == PEER_SHARE ? 27 : -1;
          case PEER_SHARE -> 20;
          default -> -1;
        };
    if (skipped < 0 || end - inner < skipped + RTP_HEADER_LENGTH) {
      return -1;
    }
    return (buffer.get(inner + skipped) & 0xc0) == RTP_VERSION_2 ? inner + skipped : -1;
  }

  private static boolean isKnown(byte kind) {
    return switch (kind) {
      case 0x0a, 0x0c, SHARE, AUDIO, VIDEO, 0x15, PEER_SHARE, 33, 34, 35 -> true;
      default -> false;
    };
  }
}
