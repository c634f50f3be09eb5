package dev.zprobe.capture.packet;

/** Tunnels without a mark of their own: only a whole packet inside speaks for them. */
final class IpOverUdp {
  private IpOverUdp() {}

  /** RFC 9300 section 5.1: eight bytes, then IP. */
  static int lisp(Cursor cursor) {
    if (!isPacket(cursor, 8)) {
      return Layer.TRANSPORT;
    }
    cursor.at += 8;
    cursor.enter(Tunnel.LISP);
    return Layer.IP;
  }

  /** RFC 7510: labels, then IP. */
  static int mpls(Cursor cursor) {
    int behind = 4;
    while (cursor.end - cursor.at > behind && (cursor.octet(behind - 2) & 1) == 0) {
      behind += 4;
    }
    return isPacket(cursor, behind) ? Layer.MPLS : Layer.TRANSPORT;
  }

  /** An IP packet of just the rest of the datagram: any client may have these ports as its own. */
  private static boolean isPacket(Cursor cursor, int from) {
    if (cursor.end - cursor.at - from < 6) {
      return false;
    }
    int rest = cursor.wireEnd - cursor.at - from;
    return switch (cursor.octet(from) >>> 4) {
      case 4 -> cursor.half(from + 2) == rest;
      case 6 -> cursor.half(from + 4) == rest - 40;
      default -> false;
    };
  }
}
