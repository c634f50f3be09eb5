package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/**
 * Addresses and ports of a packet that needs no decoding to find them: TCP or UDP right behind IPv4
 * or IPv6, whole, in Ethernet with up to two tags or without any link layer. What it reads is what
 * {@link Decoder} reads, should that find the packet to be in order. One instance is filled again
 * and again.
 */
public final class PlainPacket {
  private static final int LEAST_IPV4 = 20;
  private static final int IPV6_LENGTH = 40;

  /** More fragments, or an offset (RFC 791 section 3.1). */
  private static final int FRAGMENT = 0x3fff;

  private static final int MOST_TAGS = 2;

  private int ipVersion;
  private int protocol;
  private long sourceHigh;
  private long sourceLow;
  private long destinationHigh;
  private long destinationLow;
  private int sourcePort;
  private int destinationPort;

  /**
   * Reads a frame.
   *
   * @param buffer big-endian, read with absolute getters
   * @param captured bytes present from {@code offset} on
   * @param linkType as in {@link LinkType}
   * @return false when it is not as simple as that, or not all there
   */
  public boolean read(ByteBuffer buffer, int offset, int captured, int linkType) {
    int end = offset + captured;
    return switch (linkType) {
      case LinkType.ETHERNET -> ethernet(buffer, offset + 12, end);
      case LinkType.RAW, LinkType.IPV4, LinkType.IPV6 ->
          captured > 0 && ip(buffer, offset, end, buffer.get(offset) >>> 4);
      default -> false;
    };
  }

  private boolean ethernet(ByteBuffer buffer, int typeAt, int end) {
    int at = typeAt;
    for (int tags = 0; tags <= MOST_TAGS && at + 3 <= end; tags++) {
      int type = buffer.getShort(at) & 0xffff;
      if (type != EtherType.VLAN && type != EtherType.PROVIDER_BRIDGE) {
        int version = type == EtherType.IPV4 ? 4 : type == EtherType.IPV6 ? 6 : 0;
        // The decoder takes an IPv6 packet also where IPv4 was promised.
        return buffer.get(at + 2) >>> 4 == version && ip(buffer, at + 2, end, version);
      }
      at += 4;
    }
    return false;
  }

  private boolean ip(ByteBuffer buffer, int at, int end, int version) {
    if (version == 4 && at + LEAST_IPV4 <= end) {
      int ports = at + ((buffer.get(at) & 0x0f) << 2);
      boolean fragment = (buffer.getShort(at + 6) & FRAGMENT) != 0;
      protocol = buffer.get(at + 9);
      sourceHigh = 0;
      sourceLow = Ipv4Header.MAPPED | (buffer.getInt(at + 12) & 0xffffffffL);
      destinationHigh = 0;
      destinationLow = Ipv4Header.MAPPED | (buffer.getInt(at + 16) & 0xffffffffL);
      ipVersion = 4;
      return !fragment && ports >= at + LEAST_IPV4 && transport(buffer, ports, end);
    }
    if (version == 6 && at + IPV6_LENGTH <= end) {
      protocol = buffer.get(at + 6);
      sourceHigh = buffer.getLong(at + 8);
      sourceLow = buffer.getLong(at + 16);
      destinationHigh = buffer.getLong(at + 24);
      destinationLow = buffer.getLong(at + 32);
      ipVersion = 6;
      return transport(buffer, at + IPV6_LENGTH, end);
    }
    return false;
  }

  private boolean transport(ByteBuffer buffer, int at, int end) {
    if (at + 4 > end || (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP)) {
      return false;
    }
    int ports = buffer.getInt(at);
    sourcePort = ports >>> 16;
    destinationPort = ports & 0xffff;
    return protocol == IpProtocol.TCP
        || !(Tunnels.mayBeOver(sourcePort) || Tunnels.mayBeOver(destinationPort));
  }

  /** 4 or 6. */
  public int ipVersion() {
    return ipVersion;
  }

  /** {@link IpProtocol#TCP} or {@link IpProtocol#UDP}. */
  public int protocol() {
    return protocol;
  }

  /** Upper half of the address, 0 for IPv4. */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** Lower half; for IPv4 the IPv4-mapped form. */
  public long sourceLow() {
    return sourceLow;
  }

  public long destinationHigh() {
    return destinationHigh;
  }

  public long destinationLow() {
    return destinationLow;
  }

  public int sourcePort() {
    return sourcePort;
  }

  public int destinationPort() {
    return destinationPort;
  }
}
