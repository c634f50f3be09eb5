package dev.zprobe.capture.packet;

/** EtherTypes (IEEE 802) and the layers behind them. */
final class EtherType {
  static final int IPV4 = 0x0800;
  static final int ARP = 0x0806;
  static final int TRANSPARENT_BRIDGING = 0x6558;
  static final int VLAN = 0x8100;
  static final int IPV6 = 0x86dd;
  static final int PPP = 0x880b;
  static final int MPLS = 0x8847;
  static final int MPLS_MULTICAST = 0x8848;
  static final int PPPOE_SESSION = 0x8864;
  static final int PROVIDER_BRIDGE = 0x88a8;
  static final int BACKBONE = 0x88e7;
  static final int CISCO_METADATA = 0x8909;
  static final int VN_TAG = 0x8926;
  static final int E_TAG = 0x893f;
  static final int FABRIC_PATH = 0x8903;
  static final int TRILL = 0x22f3;
  static final int HSR = 0x892f;
  static final int REDUNDANCY_TAG = 0xf1c1;
  static final int SERVICE_HEADER = 0x894f;
  static final int OLD_QINQ = 0x9100;
  static final int OLD_QINQ_2 = 0x9200;
  static final int OLD_QINQ_3 = 0x9300;

  /** Below this, the field is a length and LLC follows. */
  static final int LEAST = 0x0600;

  private static final int CISCO_METADATA_LENGTH = 6;
  private static final int BACKBONE_LENGTH = 4;
  private static final int FABRIC_PATH_LENGTH = 2;
  private static final int TRILL_LENGTH = 6;

  private EtherType() {}

  /** The layer behind the EtherType {@code cursor.type}; the cursor stands behind it. */
  static int next(Cursor cursor) {
    return switch (cursor.type) {
      case IPV4 -> Layer.IPV4;
      case IPV6 -> Layer.IPV6;
      case VLAN, PROVIDER_BRIDGE, OLD_QINQ, OLD_QINQ_2, OLD_QINQ_3 -> vlan(cursor);
      case MPLS, MPLS_MULTICAST -> Layer.MPLS;
      case PPPOE_SESSION -> pppoe(cursor);
      case PPP -> Layer.PPP;
      case TRANSPARENT_BRIDGING -> Layer.ETHERNET;
      // The tags of IEC 62439-3 and IEEE 802.1CB number the frames that go two ways.
      case VN_TAG, HSR, REDUNDANCY_TAG -> tag(cursor, 4);
      case E_TAG -> tag(cursor, 6);
      case CISCO_METADATA -> tag(cursor, CISCO_METADATA_LENGTH);
      case BACKBONE -> backbone(cursor);
      case FABRIC_PATH -> fabricPath(cursor);
      case TRILL -> trill(cursor);
      case SERVICE_HEADER -> Tunnels.serviceHeader(cursor);
      default -> Layer.OTHER;
    };
  }

  private static int vlan(Cursor cursor) {
    int lack = cursor.lack(4);
    if (lack != 0) {
      return lack;
    }
    cursor.vlan(cursor.half(0) & 0x0fff);
    return typeOrLength(cursor, 2);
  }

  /** A tag of {@code length} bytes, then the EtherType of what it tags. */
  private static int tag(Cursor cursor, int length) {
    int lack = cursor.lack(length + 2);
    return lack != 0 ? lack : typeOrLength(cursor, length);
  }

  /** Reads the EtherType at an offset, which the caller has checked, and steps behind it. */
  static int typeOrLength(Cursor cursor, int offset) {
    int type = cursor.half(offset);
    cursor.at += offset + 2;
    if (type >= LEAST) {
      cursor.type = type;
      return Layer.ETHER_TYPE;
    }
    cursor.limit(cursor.at + type);
    return Layer.LLC;
  }

  /** IEEE 802.1ah: a service tag, then a whole customer frame. */
  private static int backbone(Cursor cursor) {
    int lack = cursor.lack(BACKBONE_LENGTH);
    if (lack != 0) {
      return lack;
    }
    cursor.at += BACKBONE_LENGTH;
    cursor.enter(Tunnel.MAC_IN_MAC);
    return Layer.ETHERNET;
  }

  private static int fabricPath(Cursor cursor) {
    int lack = cursor.lack(FABRIC_PATH_LENGTH);
    if (lack != 0) {
      return lack;
    }
    cursor.at += FABRIC_PATH_LENGTH;
    return Layer.ETHERNET;
  }

  /** RFC 6325 section 3: options in units of four bytes, then a whole frame. */
  private static int trill(Cursor cursor) {
    int lack = cursor.lack(TRILL_LENGTH);
    if (lack != 0) {
      return lack;
    }
    int options = cursor.half(0) >>> 6 & 0x1f;
    int next = SerialLayers.skipped(cursor, TRILL_LENGTH + (options << 2), Layer.ETHERNET);
    cursor.enter(Tunnel.TRILL);
    return next;
  }

  /** RFC 2516 section 4. */
  private static int pppoe(Cursor cursor) {
    int lack = cursor.lack(6);
    if (lack != 0) {
      return lack;
    }
    if (cursor.octet(1) != 0) {
      return Layer.OTHER;
    }
    int length = cursor.half(4);
    cursor.at += 6;
    cursor.limit(cursor.at + length);
    cursor.enter(Tunnel.PPPOE);
    return Layer.PPP;
  }
}
