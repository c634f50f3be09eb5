package dev.zprobe.capture.packet;

/** The link layers that a capture can begin with, and those that repeat inside tunnels. */
final class LinkLayers {
  private static final int ETHERNET_LENGTH = 14;
  private static final int SLL_LENGTH = 16;
  private static final int SLL2_LENGTH = 20;
  private static final int NULL_LENGTH = 4;
  private static final int ENCRYPTED_LENGTH = 12;
  private static final int FDDI_LENGTH = 13;
  private static final int TOKEN_RING_LENGTH = 14;
  private static final int FIBRE_CHANNEL_LENGTH = 16;
  private static final int SUN_ATM_LENGTH = 4;

  // RFC 2684: bridged frames with and without their check sequence, behind two bytes of padding.
  private static final int BRIDGING = 0x0080c2;
  private static final int BRIDGED_WITH_CHECK = 0x0001;
  private static final int BRIDGED = 0x0007;

  // What Linux writes where a cooked frame has no EtherType.
  private static final int SLL_LLC = 0x0004;
  private static final int HARDWARE_GRE = 778;
  private static final int HARDWARE_RADIOTAP = 803;
  private static final int HARDWARE_NETLINK = 824;

  private LinkLayers() {}

  /** The first layer of a frame of link type {@code cursor.type}. */
  static int first(Cursor cursor) {
    return switch (cursor.type) {
      case LinkType.ETHERNET -> Layer.ETHERNET;
      case LinkType.NULL, LinkType.LOOP -> loopback(cursor);
      case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD, LinkType.IPV4, LinkType.IPV6 ->
          Layer.IP;
      case LinkType.LINUX_SLL -> cooked(cursor);
      case LinkType.LINUX_SLL2 -> cooked2(cursor);
      case LinkType.PPP, LinkType.PPP_SERIAL, LinkType.PPP_PPPD -> SerialLayers.ppp(cursor);
      case LinkType.PPP_ETHERNET -> etherType(cursor, EtherType.PPPOE_SESSION, 0);
      case LinkType.PPP_WITH_DIRECTION -> SerialLayers.skipped(cursor, 1, Layer.PPP);
      case LinkType.CISCO_HDLC -> SerialLayers.hdlc(cursor);
      case LinkType.HDLC_WITH_DIRECTION -> {
        int next = SerialLayers.skipped(cursor, 1, Layer.PPP);
        yield next < 0 ? next : SerialLayers.hdlc(cursor);
      }
      case LinkType.FRAME_RELAY -> SerialLayers.frameRelay(cursor);
      case LinkType.ATM_RFC1483 -> Layer.LLC;
      case LinkType.SUN_ATM -> SerialLayers.skipped(cursor, SUN_ATM_LENGTH, Layer.LLC);
      case LinkType.IP_OVER_FIBRE_CHANNEL ->
          SerialLayers.skipped(cursor, FIBRE_CHANNEL_LENGTH, Layer.LLC);
      case LinkType.MPLS -> Layer.MPLS;
      case LinkType.TOKEN_RING -> tokenRing(cursor);
      case LinkType.ARCNET -> SerialLayers.arcnet(cursor, 2);
      case LinkType.ARCNET_LINUX -> SerialLayers.arcnet(cursor, 4);
      case LinkType.FDDI -> SerialLayers.skipped(cursor, FDDI_LENGTH, Layer.LLC);
      case LinkType.IEEE802_11 -> Layer.WIRELESS;
      case LinkType.RADIOTAP -> WirelessLayers.radiotap(cursor);
      case LinkType.PRISM -> WirelessLayers.prism(cursor);
      case LinkType.AVS -> WirelessLayers.avs(cursor);
      case LinkType.PPI -> WirelessLayers.ppi(cursor);
      case LinkType.ENCRYPTED -> SerialLayers.skipped(cursor, ENCRYPTED_LENGTH, Layer.IP);
      case LinkType.PFLOG -> packetFilterLog(cursor);
      case LinkType.NFLOG -> netfilterLog(cursor);
      default -> Layer.UNDECODED;
    };
  }

  static int ethernet(Cursor cursor) {
    int lack = cursor.lack(ETHERNET_LENGTH);
    return lack != 0 ? lack : EtherType.typeOrLength(cursor, ETHERNET_LENGTH - 2);
  }

  private static int etherType(Cursor cursor, int type, int headerLength) {
    cursor.at += headerLength;
    cursor.type = type;
    return Layer.ETHER_TYPE;
  }

  /** IEEE 802.2, with SNAP behind it (RFC 1042). */
  static int llc(Cursor cursor) {
    int lack = cursor.lack(3);
    if (lack != 0) {
      return lack;
    }
    int service = cursor.octet(0);
    if (service == 0xaa && cursor.octet(1) == 0xaa) {
      lack = cursor.lack(8);
      if (lack != 0) {
        return lack;
      }
      int type = cursor.half(6);
      if (cursor.word(2) << 8 >>> 8 == BRIDGING) {
        boolean bridged = type == BRIDGED || type == BRIDGED_WITH_CHECK;
        return bridged ? SerialLayers.skipped(cursor, 10, Layer.ETHERNET) : Layer.OTHER;
      }
      return type < EtherType.LEAST ? Layer.OTHER : etherType(cursor, type, 8);
    }
    if (service == 0x06) {
      cursor.at += 3;
      return Layer.IP;
    }
    return Layer.OTHER;
  }

  /** Four bytes of address family, in the byte order of the capturing machine. */
  private static int loopback(Cursor cursor) {
    int lack = cursor.lack(NULL_LENGTH);
    if (lack != 0) {
      return lack;
    }
    int family = cursor.word(0);
    if ((family & 0xffff_0000) == 0xff03_0000) {
      return Layer.PPP;
    }
    if ((family & 0xffff_0000) != 0) {
      family = Integer.reverseBytes(family);
    }
    cursor.at += NULL_LENGTH;
    return switch (family) {
      case 2, 10, 23, 24, 28, 30 -> Layer.IP;
      default -> {
        cursor.type = family;
        yield family >= EtherType.LEAST ? Layer.ETHER_TYPE : Layer.OTHER;
      }
    };
  }

  private static int cooked(Cursor cursor) {
    int lack = cursor.lack(SLL_LENGTH);
    return lack != 0 ? lack : cooked(cursor, cursor.half(2), cursor.half(14), SLL_LENGTH);
  }

  private static int cooked2(Cursor cursor) {
    int lack = cursor.lack(SLL2_LENGTH);
    return lack != 0 ? lack : cooked(cursor, cursor.half(8), cursor.half(0), SLL2_LENGTH);
  }

  private static int cooked(Cursor cursor, int hardware, int protocol, int headerLength) {
    if (hardware == HARDWARE_NETLINK) {
      return Layer.OTHER;
    }
    if (hardware == HARDWARE_RADIOTAP) {
      cursor.at += headerLength;
      return WirelessLayers.radiotap(cursor);
    }
    if (hardware == HARDWARE_GRE && protocol < EtherType.LEAST) {
      return Layer.OTHER;
    }
    if (protocol >= EtherType.LEAST) {
      return etherType(cursor, protocol, headerLength);
    }
    cursor.at += headerLength;
    return protocol == SLL_LLC ? Layer.LLC : Layer.OTHER;
  }

  private static int tokenRing(Cursor cursor) {
    int lack = cursor.lack(TOKEN_RING_LENGTH + 2);
    if (lack != 0) {
      return lack;
    }
    boolean sourceRouted = (cursor.octet(8) & 0x80) != 0;
    int routing = sourceRouted ? cursor.octet(TOKEN_RING_LENGTH) & 0x1f : 0;
    return SerialLayers.skipped(cursor, TOKEN_RING_LENGTH + routing, Layer.LLC);
  }

  /** The first byte is the header's length, padded to four. */
  private static int packetFilterLog(Cursor cursor) {
    int lack = cursor.lack(1);
    if (lack != 0) {
      return lack;
    }
    return SerialLayers.skipped(cursor, (cursor.octet(0) + 3) & ~3, Layer.IP);
  }

  /** Type-length-value attributes in the byte order of the machine; type 9 is the packet. */
  private static int netfilterLog(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    cursor.at += 4;
    for (int i = 0; i < 64; i++) {
      lack = cursor.lack(4);
      if (lack != 0) {
        return lack;
      }
      int length = Short.reverseBytes((short) cursor.half(0)) & 0xffff;
      int type = Short.reverseBytes((short) cursor.half(2)) & 0x7fff;
      if (type == 9) {
        cursor.limit(cursor.at + length);
        cursor.at += 4;
        return Layer.IP;
      }
      if (length < 4) {
        return Layer.MALFORMED;
      }
      cursor.at += (length + 3) & ~3;
    }
    return Layer.OTHER;
  }
}
