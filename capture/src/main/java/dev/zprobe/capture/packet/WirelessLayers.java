package dev.zprobe.capture.packet;

/** IEEE 802.11 data frames and the capture headers that stand before them. */
final class WirelessLayers {
  private static final int RADIOTAP_LENGTH = 2;
  private static final int RADIOTAP_PRESENT = 4;
  private static final int RADIOTAP_SHORTEST = 8;
  private static final int RADIOTAP_DATA_PAD = 0x20;
  private static final int PRISM_LENGTH = 144;
  private static final int AVS_MAGIC = 0x80211000;

  private static final int TYPE_DATA = 2;
  private static final int HEADER_LENGTH = 24;

  private WirelessLayers() {}

  /** The radiotap header, whose fields are little-endian. */
  static int radiotap(Cursor cursor) {
    int lack = cursor.lack(RADIOTAP_SHORTEST);
    if (lack != 0) {
      return lack;
    }
    int length = Short.reverseBytes((short) cursor.half(RADIOTAP_LENGTH)) & 0xffff;
    if (length < RADIOTAP_SHORTEST) {
      return Layer.MALFORMED;
    }
    lack = cursor.lack(length);
    if (lack != 0) {
      return lack;
    }
    boolean padded = (radiotapFlags(cursor, length) & RADIOTAP_DATA_PAD) != 0;
    cursor.at += length;
    return frame(cursor, padded);
  }

  private static int radiotapFlags(Cursor cursor, int length) {
    int present = Integer.reverseBytes(cursor.word(RADIOTAP_PRESENT));
    int fields = RADIOTAP_PRESENT;
    while ((Integer.reverseBytes(cursor.word(fields)) & 0x8000_0000) != 0) {
      fields += 4;
      if (fields + 4 > length) {
        return 0;
      }
    }
    fields += 4;
    if ((present & 1) != 0) {
      // The 64-bit timer stands first, aligned.
      fields = ((fields + 7) & ~7) + 8;
    }
    return (present & 2) != 0 && fields < length ? cursor.octet(fields) : 0;
  }

  /** Either a fixed header of 144 bytes, or AVS's, which says so. */
  static int prism(Cursor cursor) {
    int lack = cursor.lack(8);
    if (lack != 0) {
      return lack;
    }
    if ((cursor.word(0) & 0xffff_f000) == AVS_MAGIC) {
      return avs(cursor);
    }
    return SerialLayers.skipped(cursor, PRISM_LENGTH, Layer.WIRELESS);
  }

  static int avs(Cursor cursor) {
    int lack = cursor.lack(8);
    if (lack != 0) {
      return lack;
    }
    int length = cursor.word(4);
    if (length < 8 || length > 1_024) {
      return Layer.MALFORMED;
    }
    return SerialLayers.skipped(cursor, length, Layer.WIRELESS);
  }

  /** Per-packet information: little-endian, names the link type of what follows. */
  static int ppi(Cursor cursor) {
    int lack = cursor.lack(8);
    if (lack != 0) {
      return lack;
    }
    int length = Short.reverseBytes((short) cursor.half(2)) & 0xffff;
    int linkType = Integer.reverseBytes(cursor.word(4));
    if (length < 8 || linkType == LinkType.PPI) {
      return Layer.MALFORMED;
    }
    cursor.type = linkType;
    return SerialLayers.skipped(cursor, length, Layer.LINK);
  }

  /**
   * RFC 5415 section 4.3, in clear and in one piece: a frame of either kind behind a header that
   * says its length. The rest is no packet in a packet.
   */
  static int capwap(Cursor cursor) {
    if (cursor.end - cursor.at < 8 || cursor.octet(0) != 0) {
      return Layer.TRANSPORT;
    }
    int length = (cursor.octet(1) >>> 3) << 2;
    boolean wireless = (cursor.octet(2) & 1) != 0;
    boolean fragmentOrKeepAlive = (cursor.octet(3) & 0x88) != 0;
    if (length < 8 || cursor.end - cursor.at <= length || fragmentOrKeepAlive) {
      return Layer.TRANSPORT;
    }
    cursor.at += length;
    cursor.enter(Tunnel.CAPWAP);
    return wireless ? Layer.WIRELESS : Layer.ETHERNET;
  }

  static int frame(Cursor cursor) {
    return frame(cursor, false);
  }

  private static int frame(Cursor cursor, boolean padded) {
    int lack = cursor.lack(2);
    if (lack != 0) {
      return lack;
    }
    int control = cursor.octet(0);
    int flags = cursor.octet(1);
    int type = (control >>> 2) & 3;
    int subtype = control >>> 4;
    boolean carriesNothing = (subtype & 4) != 0;
    boolean encrypted = (flags & 0x40) != 0;
    if (type != TYPE_DATA || carriesNothing || encrypted) {
      return Layer.OTHER;
    }
    boolean fourAddresses = (flags & 3) == 3;
    boolean quality = (subtype & 8) != 0;
    int header = HEADER_LENGTH + (fourAddresses ? 6 : 0);
    int length = header + (quality ? 2 : 0) + (quality && (flags & 0x80) != 0 ? 4 : 0);
    int aligned = padded ? (length + 3) & ~3 : length;
    lack = cursor.lack(aligned);
    if (lack != 0) {
      return lack;
    }
    boolean aggregated = quality && (cursor.octet(header) & 0x80) != 0;
    boolean laterFragment = (cursor.octet(22) & 0x0f) != 0;
    cursor.at += aligned;
    if (laterFragment || (flags & 4) != 0) {
      return Layer.OTHER;
    }
    return aggregated ? firstSubframe(cursor) : Layer.LLC;
  }

  /** Of an aggregate, the first packet is read. */
  private static int firstSubframe(Cursor cursor) {
    int lack = cursor.lack(14);
    if (lack != 0) {
      return lack;
    }
    int length = cursor.half(12);
    cursor.at += 14;
    cursor.limit(cursor.at + length);
    return Layer.LLC;
  }
}
