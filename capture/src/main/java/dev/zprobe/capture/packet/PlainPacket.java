package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/**
 * Reads packets that need no steps from layer to layer: TCP or UDP right behind IPv4 or IPv6, whole
 * and in order, in Ethernet with up to two tags or without any link layer. That is nearly every
 * packet of nearly every capture, so this is where a pass over a file spends its time: straight
 * from the array, with few calls. What it finds is what {@link Decoder#layers} finds; where it is
 * not sure of that it leaves the packet alone.
 */
final class PlainPacket {
  private static final int TYPE_AT = 12;
  private static final int TAG_LENGTH = 4;
  private static final int MOST_TAGS = 2;
  private static final int LEAST_IPV4 = 20;
  private static final int IPV6_LENGTH = 40;
  private static final int LEAST_TCP = 20;
  private static final int UDP_LENGTH = 8;

  /** No packet's, of which 32 bits are told. */
  static final long UNKNOWN = -1;

  /** More fragments, or an offset (RFC 791 section 3.1). */
  private static final int FRAGMENT = 0x3fff;

  private final Decoded into;
  private int end;
  private int wireEnd;

  /**
   * @param into is filled
   */
  PlainPacket(Decoded into) {
    this.into = into;
  }

  /**
   * Fills the view.
   *
   * @param buffer read with absolute getters
   * @param captured bytes present from {@code offset} on
   * @param original bytes on the wire, not less than {@code captured}
   * @param linkType as in {@link LinkType}
   * @return false when the packet is not as simple as that, or the bytes lie in no array; the view
   *     then means nothing
   */
  boolean read(ByteBuffer buffer, int offset, int captured, int original, int linkType) {
    if (!buffer.hasArray() || buffer.arrayOffset() != 0) {
      return false;
    }
    end = offset + captured;
    wireEnd = original > Integer.MAX_VALUE - offset ? Integer.MAX_VALUE : offset + original;
    into.buffer = buffer;
    into.vlanCount = 0;
    into.tunnelCount = 0;
    into.firstFragment = false;
    into.brokenHeader = false;
    byte[] bytes = buffer.array();
    if (linkType == LinkType.ETHERNET) {
      return ethernet(bytes, offset + TYPE_AT);
    }
    boolean bare =
        linkType == LinkType.RAW || linkType == LinkType.IPV4 || linkType == LinkType.IPV6;
    return bare && ip(bytes, offset);
  }

  /**
   * Looks at the ends of a packet alone, for a thread that leaves most packets to another one: what
   * TCP or UDP over IP in untagged Ethernet has there, addresses and ports of both ends taken
   * together bit by bit (exclusive or), so that it is the same in both directions. Where it is
   * known, the flow of the packet has these ends, if it has a flow at all.
   *
   * @return 32 bits, or {@link #UNKNOWN}
   */
  static long ends(ByteBuffer buffer, int offset, int captured, int linkType) {
    boolean readable = buffer.hasArray() && buffer.arrayOffset() == 0;
    int at = offset + TYPE_AT + 2;
    int end = offset + captured;
    if (!readable || linkType != LinkType.ETHERNET || end - at < LEAST_IPV4) {
      return UNKNOWN;
    }
    byte[] bytes = buffer.array();
    int type = half(bytes, at - 2);
    if (type == EtherType.IPV4 && (bytes[at] & 0xf0) == 0x40) {
      int header = (bytes[at] & 0x0f) << 2;
      boolean fragment = (half(bytes, at + 6) & FRAGMENT) != 0;
      int addresses = word(bytes, at + 12) ^ word(bytes, at + 16);
      return fragment || header < LEAST_IPV4
          ? UNKNOWN
          : ends(bytes, bytes[at + 9], at + header, end, addresses);
    }
    if (type == EtherType.IPV6 && (bytes[at] & 0xf0) == 0x60 && end - at > IPV6_LENGTH) {
      int addresses = 0;
      for (int word = 8; word < IPV6_LENGTH; word += 4) {
        addresses ^= word(bytes, at + word);
      }
      return ends(bytes, bytes[at + 6], at + IPV6_LENGTH, end, addresses);
    }
    return UNKNOWN;
  }

  private static long ends(byte[] bytes, int protocol, int at, int end, int addresses) {
    if ((protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) || end - at < UDP_LENGTH) {
      return UNKNOWN;
    }
    int source = half(bytes, at);
    int destination = half(bytes, at + 2);
    boolean tunnel =
        protocol == IpProtocol.UDP && (Tunnels.mayBeOver(source) || Tunnels.mayBeOver(destination));
    return tunnel ? UNKNOWN : (addresses ^ source ^ destination) & 0xffffffffL;
  }

  private boolean ethernet(byte[] bytes, int typeAt) {
    int at = typeAt;
    for (int tags = 0; tags <= MOST_TAGS && at + 2 < end; tags++) {
      int type = half(bytes, at);
      if (type == EtherType.IPV4) {
        return ipv4(bytes, at + 2);
      }
      if (type == EtherType.IPV6) {
        return ipv6(bytes, at + 2);
      }
      if ((type != EtherType.VLAN && type != EtherType.PROVIDER_BRIDGE) || at + TAG_LENGTH > end) {
        return false;
      }
      into.vlans[into.vlanCount++] = half(bytes, at + 2) & 0x0fff;
      at += TAG_LENGTH;
    }
    return false;
  }

  private boolean ip(byte[] bytes, int at) {
    if (at >= end) {
      return false;
    }
    return (bytes[at] & 0xf0) == 0x40 ? ipv4(bytes, at) : ipv6(bytes, at);
  }

  private boolean ipv4(byte[] bytes, int at) {
    if (end - at < LEAST_IPV4 || (bytes[at] & 0xf0) != 0x40) {
      return false;
    }
    int header = (bytes[at] & 0x0f) << 2;
    int total = half(bytes, at + 2);
    boolean fragment = (half(bytes, at + 6) & FRAGMENT) != 0;
    if (fragment || header < LEAST_IPV4 || (total != 0 && total < header) || end - at < header) {
      return false;
    }
    into.ipVersion = 4;
    into.identification = half(bytes, at + 4);
    into.timeToLive = bytes[at + 8] & 0xff;
    into.sourceHigh = 0;
    into.sourceLow = Ipv4Header.MAPPED | (word(bytes, at + 12) & 0xffffffffL);
    into.destinationHigh = 0;
    into.destinationLow = Ipv4Header.MAPPED | (word(bytes, at + 16) & 0xffffffffL);
    if (total != 0) {
      limit(at + total);
    }
    return transport(bytes, bytes[at + 9], at + header);
  }

  private boolean ipv6(byte[] bytes, int at) {
    if (end - at < IPV6_LENGTH || (bytes[at] & 0xf0) != 0x60) {
      return false;
    }
    int length = half(bytes, at + 4);
    into.ipVersion = 6;
    into.identification = 0;
    into.timeToLive = bytes[at + 7] & 0xff;
    into.sourceHigh = longWord(bytes, at + 8);
    into.sourceLow = longWord(bytes, at + 16);
    into.destinationHigh = longWord(bytes, at + 24);
    into.destinationLow = longWord(bytes, at + 32);
    if (length != 0) {
      limit(at + IPV6_LENGTH + length);
    }
    return transport(bytes, bytes[at + 6], at + IPV6_LENGTH);
  }

  /** Trailing bytes are padding. */
  private void limit(int wire) {
    wireEnd = Math.min(wireEnd, wire);
    end = Math.min(end, wireEnd);
  }

  private boolean transport(byte[] bytes, int protocol, int at) {
    if (protocol == IpProtocol.TCP) {
      return end - at >= LEAST_TCP && tcp(bytes, at);
    }
    return protocol == IpProtocol.UDP && end - at >= UDP_LENGTH && udp(bytes, at);
  }

  private boolean tcp(byte[] bytes, int at) {
    int header = (bytes[at + 12] & 0xf0) >> 2;
    if (header < LEAST_TCP || header > wireEnd - at) {
      return false;
    }
    into.protocol = IpProtocol.TCP;
    into.outcome = Outcome.TCP;
    into.ending = Outcome.TCP;
    into.sourcePort = half(bytes, at);
    into.destinationPort = half(bytes, at + 2);
    into.sequence = word(bytes, at + 4);
    into.acknowledgment = word(bytes, at + 8);
    into.flags = bytes[at + 13] & 0xff;
    into.window = half(bytes, at + 14);
    int payload = at + header;
    into.headerAt = at;
    into.headerEnd = Math.min(payload, end);
    into.payloadAt = payload;
    into.payloadLength = wireEnd - payload;
    into.payloadCaptured = Math.max(0, end - payload);
    into.statedLength = into.payloadLength;
    return true;
  }

  private boolean udp(byte[] bytes, int at) {
    int source = half(bytes, at);
    int destination = half(bytes, at + 2);
    int length = half(bytes, at + 4);
    if (length < UDP_LENGTH || Tunnels.mayBeOver(source) || Tunnels.mayBeOver(destination)) {
      return false;
    }
    into.protocol = IpProtocol.UDP;
    into.outcome = Outcome.UDP;
    into.ending = Outcome.UDP;
    into.sourcePort = source;
    into.destinationPort = destination;
    int payload = at + UDP_LENGTH;
    limit(at + length);
    into.payloadAt = payload;
    into.payloadLength = Math.max(0, wireEnd - payload);
    into.payloadCaptured = Math.max(0, end - payload);
    into.statedLength = length - UDP_LENGTH;
    return true;
  }

  private static int half(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static int word(byte[] bytes, int at) {
    return half(bytes, at) << 16 | half(bytes, at + 2);
  }

  private static long longWord(byte[] bytes, int at) {
    return (long) word(bytes, at) << 32 | word(bytes, at + 4) & 0xffffffffL;
  }
}
