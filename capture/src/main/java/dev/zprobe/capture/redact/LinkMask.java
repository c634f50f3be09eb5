package dev.zprobe.capture.redact;

import dev.zprobe.capture.packet.LinkType;

/** The link layer: hardware addresses mapped, and where IP begins. */
final class LinkMask {
  private static final int ETHERNET_HEADER = 14;
  private static final int MOST_TAGS = 4;

  private final Substitutes put;

  LinkMask(Substitutes put) {
    this.put = put;
  }

  /** Where IP begins; negative where there is none, or of a kind not known here. */
  static int network(byte[] frame, int linkType) {
    return switch (linkType) {
      case LinkType.ETHERNET -> afterTags(frame, 12);
      case LinkType.LINUX_SLL -> afterTags(frame, 14);
      case LinkType.LINUX_SLL2 ->
          Bytes.has(frame, 0, 20) && FrameMask.isInternet(Bytes.uint16(frame, 0)) ? 20 : -1;
      case LinkType.NULL, LinkType.LOOP -> Bytes.has(frame, 0, 4) ? 4 : -1;
      case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD, LinkType.IPV4, LinkType.IPV6 -> 0;
      default -> -1;
    };
  }

  private static int afterTags(byte[] frame, int from) {
    int at = from;
    for (int tags = 0; tags < MOST_TAGS && Bytes.has(frame, at, 2); tags++) {
      int type = Bytes.uint16(frame, at);
      if (FrameMask.isInternet(type)) {
        return at + 2;
      }
      boolean tag = type == 0x8100 || type == 0x88a8 || type == 0x9100;
      if (!tag) {
        return -1;
      }
      at += 4;
    }
    return -1;
  }

  /** Hardware addresses; without IP behind them, zeros for the rest. */
  void mask(byte[] frame, int linkType) {
    int ip = network(frame, linkType);
    switch (linkType) {
      case LinkType.ETHERNET -> {
        put.hardware(frame, 0);
        put.hardware(frame, 6);
        rest(frame, ip, ETHERNET_HEADER);
      }
      case LinkType.LINUX_SLL -> {
        put.hardware(frame, 6);
        rest(frame, ip, 16);
      }
      case LinkType.LINUX_SLL2 -> {
        put.hardware(frame, 12);
        rest(frame, ip, 20);
      }
      default -> rest(frame, ip, 0);
    }
  }

  private static void rest(byte[] frame, int ip, int header) {
    if (ip < 0) {
      Bytes.clear(frame, header, frame.length);
    }
  }
}
