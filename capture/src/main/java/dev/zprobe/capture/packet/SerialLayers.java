package dev.zprobe.capture.packet;

/** PPP, HDLC, frame relay and MPLS: layers that name their content by a short number. */
final class SerialLayers {
  // PPP protocol numbers.
  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_MULTILINK = 0x003d;
  private static final int PPP_IPV6 = 0x0057;
  private static final int PPP_MPLS = 0x0281;

  // Network layer protocol identifiers of frame relay (RFC 2427).
  private static final int NLPID_SNAP = 0x80;
  private static final int NLPID_IPV6 = 0x8e;
  private static final int NLPID_IPV4 = 0xcc;

  private static final int MOST_LABELS = 16;

  private static final int ARCNET_IPV4_OLD = 240;
  private static final int ARCNET_IPV4 = 212;
  private static final int ARCNET_SPLIT = 0xff;

  private SerialLayers() {}

  static int skipped(Cursor cursor, int length, int next) {
    int lack = cursor.lack(length);
    if (lack != 0) {
      return lack;
    }
    cursor.at += length;
    return next;
  }

  /**
   * RFC 1661 section 2, RFC 1662: address and control may be left out, the protocol be one byte.
   */
  static int ppp(Cursor cursor) {
    int lack = cursor.lack(2);
    if (lack != 0) {
      return lack;
    }
    if (cursor.half(0) == 0xff03) {
      cursor.at += 2;
    } else if (cursor.half(0) == 0x0f00 || cursor.half(0) == 0x8f00) {
      return hdlc(cursor);
    }
    lack = cursor.lack(1);
    if (lack != 0) {
      return lack;
    }
    int protocol = cursor.octet(0);
    int length = 1;
    if ((protocol & 1) == 0) {
      lack = cursor.lack(2);
      if (lack != 0) {
        return lack;
      }
      protocol = cursor.half(0);
      length = 2;
    }
    cursor.at += length;
    return switch (protocol) {
      case PPP_IPV4, PPP_IPV6 -> Layer.IP;
      case PPP_MPLS -> Layer.MPLS;
      case PPP_MULTILINK -> multilink(cursor);
      default -> Layer.OTHER;
    };
  }

  /** RFC 1990: only a packet in one piece is read. */
  private static int multilink(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    boolean whole = (cursor.octet(0) & 0xc0) == 0xc0;
    cursor.at += 4;
    return whole ? Layer.PPP : Layer.OTHER;
  }

  static int hdlc(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    int type = cursor.half(2);
    cursor.at += 4;
    cursor.type = type;
    return type >= EtherType.LEAST ? Layer.ETHER_TYPE : Layer.OTHER;
  }

  /** RFC 2427: an address of two bytes, three or four, control, optional padding, NLPID. */
  static int frameRelay(Cursor cursor) {
    int length = 0;
    int lack;
    do {
      lack = cursor.lack(length + 1);
      if (lack != 0) {
        return lack;
      }
      length++;
    } while ((cursor.octet(length - 1) & 1) == 0 && length < 4);
    lack = cursor.lack(length + 3);
    if (lack != 0) {
      return lack;
    }
    if (cursor.octet(length) != 0x03) {
      // Cisco's encapsulation has an EtherType here.
      cursor.type = cursor.half(length);
      cursor.at += length + 2;
      return cursor.type >= EtherType.LEAST ? Layer.ETHER_TYPE : Layer.OTHER;
    }
    int identifier = cursor.octet(length + 1) == 0 ? length + 2 : length + 1;
    int protocol = cursor.octet(identifier);
    cursor.at += identifier + 1;
    return switch (protocol) {
      case NLPID_IPV4, NLPID_IPV6 -> Layer.IP;
      case NLPID_SNAP -> snap(cursor);
      default -> Layer.OTHER;
    };
  }

  /**
   * RFC 1201: the packet type stands behind the addresses, and on Linux behind two bytes more. Of a
   * split packet the first part is read; RFC 1051 has a shorter header.
   */
  static int arcnet(Cursor cursor, int typeAt) {
    int lack = cursor.lack(typeAt + 4);
    if (lack != 0) {
      return lack;
    }
    int split = cursor.octet(typeAt + 1) == ARCNET_SPLIT ? 8 : 4;
    return switch (cursor.octet(typeAt)) {
      case ARCNET_IPV4_OLD -> skipped(cursor, typeAt + 1, Layer.IPV4);
      case ARCNET_IPV4 -> skipped(cursor, typeAt + split, Layer.IPV4);
      default -> Layer.OTHER;
    };
  }

  private static int snap(Cursor cursor) {
    int lack = cursor.lack(5);
    if (lack != 0) {
      return lack;
    }
    cursor.type = cursor.half(3);
    cursor.at += 5;
    return cursor.type >= EtherType.LEAST ? Layer.ETHER_TYPE : Layer.OTHER;
  }

  /** RFC 3032: labels to the bottom of the stack; the content is told by its first bits. */
  static int mpls(Cursor cursor) {
    boolean bottom = false;
    for (int labels = 0; !bottom; labels++) {
      int lack = cursor.lack(4);
      if (lack != 0) {
        return lack;
      }
      if (labels == MOST_LABELS) {
        return Layer.MALFORMED;
      }
      bottom = (cursor.octet(2) & 1) != 0;
      cursor.at += 4;
    }
    int lack = cursor.lack(1);
    if (lack != 0) {
      return lack;
    }
    cursor.enter(Tunnel.MPLS);
    return switch (cursor.octet(0) >>> 4) {
      case 4 -> Layer.IPV4;
      case 6 -> Layer.IPV6;
      case 0 -> skipped(cursor, controlWord(cursor), Layer.ETHERNET);
      case 1 -> Layer.OTHER;
      default -> Layer.ETHERNET;
    };
  }

  /** A pseudowire's control word (RFC 4448) is told from an address by the EtherType behind. */
  private static int controlWord(Cursor cursor) {
    boolean without = cursor.end - cursor.at >= 14 && plausible(cursor.half(12));
    boolean with = cursor.end - cursor.at >= 18 && plausible(cursor.half(16));
    return with || !without ? 4 : 0;
  }

  private static boolean plausible(int etherType) {
    return switch (etherType) {
      case EtherType.IPV4, EtherType.IPV6, EtherType.ARP, EtherType.VLAN, EtherType.MPLS -> true;
      default -> false;
    };
  }
}
