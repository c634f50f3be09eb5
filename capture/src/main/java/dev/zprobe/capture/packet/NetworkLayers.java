package dev.zprobe.capture.packet;

/** IPv4 and IPv6 with extension headers and fragments. */
final class NetworkLayers {
  private static final int FRAGMENT_LENGTH = 8;

  private final Ipv4Header ipv4 = new Ipv4Header();
  private final Ipv6Header ipv6 = new Ipv6Header();
  private final Fragments fragments = new Fragments();

  /** How many datagrams could not be put together for want of room. */
  long abandonedDatagrams() {
    return fragments.abandoned();
  }

  static int byVersion(Cursor cursor) {
    int lack = cursor.lack(1);
    if (lack != 0) {
      return lack;
    }
    return switch (cursor.octet(0) >>> 4) {
      case 4 -> Layer.IPV4;
      case 6 -> Layer.IPV6;
      default -> Layer.MALFORMED;
    };
  }

  int ipv4(Cursor cursor) {
    Check check = ipv4.wrap(cursor.buffer, cursor.at, cursor.end, cursor.wireEnd);
    if (check != Check.OK) {
      // Where a header promises IPv4, an IPv6 packet may still follow.
      boolean six = cursor.lack(1) == 0 && cursor.octet(0) >>> 4 == 6;
      return six ? ipv6(cursor) : Layer.of(check);
    }
    cursor.ipVersion = 4;
    cursor.sourceHigh = 0;
    cursor.sourceLow = ipv4.source();
    cursor.destinationHigh = 0;
    cursor.destinationLow = ipv4.destination();
    cursor.timeToLive = ipv4.timeToLive();
    cursor.identification = ipv4.identification();
    cursor.firstFragment = false;
    cursor.type = ipv4.protocol();
    cursor.whole = ipv4.whole(cursor.end);
    cursor.limit(ipv4.wireEnd());
    cursor.at += ipv4.headerLength();
    int offset = ipv4.fragmentOffset();
    if (offset != 0 || ipv4.moreFragments()) {
      return fragment(cursor, ipv4.identification(), offset, ipv4.moreFragments());
    }
    return Layer.PROTOCOL;
  }

  private int fragment(Cursor cursor, int identification, int offset, boolean more) {
    if (!cursor.whole) {
      // Cut short: cannot be joined, but a first fragment shows its header.
      cursor.firstFragment = true;
      return offset == 0 ? Layer.PROTOCOL : Layer.FRAGMENT;
    }
    int state = fragments.add(cursor, identification, offset, more);
    return state == 0 ? Layer.PROTOCOL : state;
  }

  int ipv6(Cursor cursor) {
    Check check = ipv6.wrap(cursor.buffer, cursor.at, cursor.end, cursor.wireEnd);
    if (check != Check.OK) {
      return Layer.of(check);
    }
    cursor.ipVersion = 6;
    cursor.sourceHigh = ipv6.sourceHigh();
    cursor.sourceLow = ipv6.sourceLow();
    cursor.destinationHigh = ipv6.destinationHigh();
    cursor.destinationLow = ipv6.destinationLow();
    cursor.timeToLive = ipv6.hopLimit();
    cursor.identification = 0;
    cursor.firstFragment = false;
    cursor.type = ipv6.nextHeader();
    cursor.whole = ipv6.whole(cursor.end);
    cursor.limit(ipv6.wireEnd());
    cursor.at += Ipv6Header.LENGTH;
    return Layer.PROTOCOL;
  }

  /** An extension header whose second byte is its length in units of 8 bytes, less one. */
  static int extension(Cursor cursor) {
    int lack = cursor.lack(8);
    if (lack != 0) {
      return lack;
    }
    int length = (cursor.octet(1) + 1) << 3;
    return skip(cursor, length);
  }

  /** RFC 4302 section 2.2: units of 4 bytes, less two. */
  static int authentication(Cursor cursor) {
    int lack = cursor.lack(8);
    return lack != 0 ? lack : skip(cursor, (cursor.octet(1) + 2) << 2);
  }

  private static int skip(Cursor cursor, int length) {
    int lack = cursor.lack(length);
    if (lack != 0) {
      return lack;
    }
    cursor.type = cursor.octet(0);
    cursor.at += length;
    return Layer.PROTOCOL;
  }

  /** RFC 8200 section 4.5. */
  int fragmentHeader(Cursor cursor) {
    int lack = cursor.lack(FRAGMENT_LENGTH);
    if (lack != 0) {
      return lack;
    }
    int field = cursor.half(2);
    int offset = field & 0xfff8;
    boolean more = (field & 1) != 0;
    int identification = cursor.word(4);
    cursor.type = cursor.octet(0);
    cursor.at += FRAGMENT_LENGTH;
    if (offset == 0 && !more) {
      return Layer.PROTOCOL;
    }
    return fragment(cursor, identification, offset, more);
  }
}
