package dev.zprobe.capture.packet;

/** Protocols above IP that carry whole packets. */
final class Tunnels {
  private static final int PORT_L2TP = 1701;
  private static final int PORT_GTP_U = 2152;
  private static final int PORT_TEREDO = 3544;
  private static final int PORT_LISP = 4341;
  private static final int PORT_GRE = 4754;
  private static final int PORT_VXLAN = 4789;
  private static final int PORT_VXLAN_GPE = 4790;
  private static final int PORT_CAPWAP = 5247;
  private static final int PORT_GENEVE = 6081;
  private static final int PORT_MPLS = 6635;
  private static final int PORT_VXLAN_LINUX = 8472;

  private static final int ERSPAN_2 = 0x88be;
  private static final int ERSPAN_3 = 0x22eb;
  private static final int WCCP = 0x883e;
  private static final int ARUBA_FIRST = 0x8200;
  private static final int ARUBA_LAST = 0x8210;

  private static final int GRE_CHECKSUM_OR_ROUTING = 0xc000;
  private static final int GRE_ROUTING = 0x4000;
  private static final int GRE_KEY = 0x2000;
  private static final int GRE_SEQUENCE = 0x1000;
  private static final int GRE_ACKNOWLEDGMENT = 0x0080;

  private static final int GTP_PACKET = 0xff;
  private static final int MOST_GTP_EXTENSIONS = 16;

  private Tunnels() {}

  /** The layer inside a UDP datagram to or from these ports, {@link Layer#TRANSPORT} if none. */
  static int overUdp(Cursor cursor, int source, int destination) {
    int next = byPort(cursor, destination);
    return next == Layer.TRANSPORT ? byPort(cursor, source) : next;
  }

  /** True for ports on which a datagram may carry a whole packet. */
  static boolean mayBeOver(int port) {
    return switch (port) {
      case PORT_VXLAN,
          PORT_VXLAN_LINUX,
          PORT_VXLAN_GPE,
          PORT_GENEVE,
          PORT_GTP_U,
          PORT_L2TP,
          PORT_GRE,
          PORT_TEREDO,
          PORT_LISP,
          PORT_CAPWAP,
          PORT_MPLS ->
          true;
      default -> false;
    };
  }

  private static int byPort(Cursor cursor, int port) {
    return switch (port) {
      case PORT_VXLAN, PORT_VXLAN_LINUX -> vxlan(cursor, false);
      case PORT_VXLAN_GPE -> vxlan(cursor, true);
      case PORT_GENEVE -> geneve(cursor);
      case PORT_GTP_U -> gtpUser(cursor);
      case PORT_L2TP -> l2tp(cursor);
      case PORT_GRE -> gre(cursor);
      case PORT_TEREDO -> teredo(cursor);
      case PORT_LISP -> IpOverUdp.lisp(cursor);
      case PORT_CAPWAP -> WirelessLayers.capwap(cursor);
      case PORT_MPLS -> IpOverUdp.mpls(cursor);
      default -> Layer.TRANSPORT;
    };
  }

  /** RFC 7348 section 5; the generic extension (draft-ietf-nvo3-vxlan-gpe) names its content. */
  private static int vxlan(Cursor cursor, boolean generic) {
    if (cursor.end - cursor.at < 8 || (cursor.octet(0) & 0x08) == 0) {
      return Layer.TRANSPORT;
    }
    int protocol = generic && (cursor.octet(0) & 0x04) != 0 ? cursor.octet(3) : 3;
    cursor.at += 8;
    cursor.enter(Tunnel.VXLAN);
    return switch (protocol) {
      case 1 -> Layer.IPV4;
      case 2 -> Layer.IPV6;
      case 3 -> Layer.ETHERNET;
      case 5 -> Layer.MPLS;
      default -> Layer.OTHER;
    };
  }

  /** RFC 8926 section 3.4. */
  private static int geneve(Cursor cursor) {
    if (cursor.end - cursor.at < 8 || (cursor.octet(0) & 0xc0) != 0) {
      return Layer.TRANSPORT;
    }
    int length = 8 + ((cursor.octet(0) & 0x3f) << 2);
    if (cursor.end - cursor.at < length) {
      return Layer.TRANSPORT;
    }
    cursor.type = cursor.half(2);
    cursor.at += length;
    cursor.enter(Tunnel.GENEVE);
    return Layer.ETHER_TYPE;
  }

  /** 3GPP TS 29.281 section 5. */
  private static int gtpUser(Cursor cursor) {
    if (cursor.end - cursor.at < 8 || (cursor.octet(0) & 0xf0) != 0x30) {
      return Layer.TRANSPORT;
    }
    if (cursor.octet(1) != GTP_PACKET) {
      return Layer.TRANSPORT;
    }
    int length = 8;
    if ((cursor.octet(0) & 7) != 0) {
      length = extensions(cursor, (cursor.octet(0) & 4) != 0);
    }
    if (cursor.end - cursor.at <= length) {
      return Layer.TRANSPORT;
    }
    int version = cursor.octet(length) >>> 4;
    if (version != 4 && version != 6) {
      return Layer.TRANSPORT;
    }
    cursor.at += length;
    cursor.enter(Tunnel.GTP_U);
    return Layer.IP;
  }

  /** Length of the header with its extensions, too large to fit when it is broken. */
  private static int extensions(Cursor cursor, boolean chained) {
    int length = 12;
    if (cursor.end - cursor.at < length || !chained) {
      return length;
    }
    for (int i = 0; i < MOST_GTP_EXTENSIONS && cursor.octet(length - 1) != 0; i++) {
      int units = cursor.end - cursor.at > length ? cursor.octet(length) : 0;
      length += units << 2;
      if (units == 0 || cursor.end - cursor.at < length) {
        return Integer.MAX_VALUE;
      }
    }
    return length;
  }

  /** RFC 2661 section 3.1; control messages carry no packets. */
  private static int l2tp(Cursor cursor) {
    if (cursor.end - cursor.at < 6 || (cursor.octet(1) & 0x0f) != 2) {
      return Layer.TRANSPORT;
    }
    int flags = cursor.half(0);
    if ((flags & 0x8000) != 0) {
      return Layer.TRANSPORT;
    }
    int length = 6 + ((flags & 0x4000) != 0 ? 2 : 0) + ((flags & 0x0800) != 0 ? 4 : 0);
    if ((flags & 0x0200) != 0) {
      if (cursor.end - cursor.at < length + 2) {
        return Layer.TRANSPORT;
      }
      length += 2 + cursor.half(length);
    }
    if (cursor.end - cursor.at < length + 1) {
      return Layer.TRANSPORT;
    }
    cursor.at += length;
    cursor.enter(Tunnel.L2TP);
    return Layer.PPP;
  }

  /** RFC 4380 section 5.1.1: an authentication and an origin indication may stand before. */
  private static int teredo(Cursor cursor) {
    int skip = 0;
    int room = cursor.end - cursor.at;
    if (room >= 13 && cursor.half(0) == 1) {
      skip = 13 + cursor.octet(2) + cursor.octet(3);
    }
    if (room >= skip + 8 && cursor.half(skip) == 0) {
      skip += 8;
    }
    if (room < skip + Ipv6Header.LENGTH || cursor.octet(skip) >>> 4 != 6) {
      return Layer.TRANSPORT;
    }
    cursor.at += skip;
    cursor.enter(Tunnel.TEREDO);
    return Layer.IPV6;
  }

  /** RFC 2784, RFC 2890; version 1 as in RFC 2637. */
  static int gre(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    int flags = cursor.half(0);
    if ((flags & GRE_ROUTING) != 0) {
      return Layer.OTHER;
    }
    boolean sequenced = (flags & GRE_SEQUENCE) != 0;
    boolean version1 = (flags & 7) == 1;
    int length = 4;
    length += (flags & GRE_CHECKSUM_OR_ROUTING) != 0 ? 4 : 0;
    length += (flags & GRE_KEY) != 0 ? 4 : 0;
    length += sequenced ? 4 : 0;
    length += version1 && (flags & GRE_ACKNOWLEDGMENT) != 0 ? 4 : 0;
    lack = cursor.lack(length);
    if (lack != 0) {
      return lack;
    }
    int type = cursor.half(2);
    cursor.at += length;
    cursor.enter(Tunnel.GRE);
    return switch (type) {
      case ERSPAN_2 -> erspan(cursor, sequenced ? 8 : 0);
      case ERSPAN_3 -> erspan3(cursor);
      case WCCP -> wccp(cursor);
      default -> inside(cursor, type);
    };
  }

  private static int inside(Cursor cursor, int type) {
    // Aruba's access points number their radios here and send 802.11 frames.
    if (type >= ARUBA_FIRST && type <= ARUBA_LAST) {
      return Layer.WIRELESS;
    }
    cursor.type = type;
    return Layer.ETHER_TYPE;
  }

  private static int erspan(Cursor cursor, int length) {
    int next = SerialLayers.skipped(cursor, length, Layer.ETHERNET);
    cursor.enter(Tunnel.ERSPAN);
    return next;
  }

  private static int erspan3(Cursor cursor) {
    int lack = cursor.lack(12);
    if (lack != 0) {
      return lack;
    }
    boolean subheader = (cursor.octet(11) & 1) != 0;
    return erspan(cursor, subheader ? 20 : 12);
  }

  /** Version 2 puts a redirect header of four bytes before the packet. */
  private static int wccp(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    if (cursor.octet(0) >>> 4 != 4) {
      cursor.at += 4;
    }
    return Layer.IPV4;
  }

  /** RFC 8300 section 2.2. */
  static int serviceHeader(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    int length = (cursor.octet(1) & 0x3f) << 2;
    int protocol = cursor.octet(3);
    lack = cursor.lack(length);
    if (lack != 0 || length < 8) {
      return lack != 0 ? lack : Layer.MALFORMED;
    }
    cursor.at += length;
    cursor.enter(Tunnel.NSH);
    return switch (protocol) {
      case 1 -> Layer.IPV4;
      case 2 -> Layer.IPV6;
      case 3 -> Layer.ETHERNET;
      case 5 -> Layer.MPLS;
      default -> Layer.OTHER;
    };
  }

  /** RFC 3378: two bytes, then an Ethernet frame. */
  static int etherIp(Cursor cursor) {
    int next = SerialLayers.skipped(cursor, 2, Layer.ETHERNET);
    cursor.enter(Tunnel.ETHERIP);
    return next;
  }
}
