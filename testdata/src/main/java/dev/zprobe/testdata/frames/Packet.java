package dev.zprobe.testdata.frames;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Builds Ethernet frames from one address to another, with right lengths and checksums. It shares
 * nothing with any decoder, so a decoder can be measured against it. A builder belongs to one
 * thread; every call that returns bytes leaves the builder as it was.
 *
 * <pre>
 * byte[] frame = Packet.between("10.0.0.2", "203.0.113.30").ttl(60).udp(50000, 8801, payload);
 * </pre>
 */
public final class Packet {
  /** Protocol numbers of IANA. */
  public static final int ICMP = 1;

  public static final int TCP = 6;
  public static final int UDP = 17;
  public static final int ICMPV6 = 58;

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86dd;
  private static final int ETHERTYPE_VLAN = 0x8100;
  private static final int ETHERNET_BYTES = 14;
  private static final byte[] FROM_MAC = {0x02, 0, 0, 0, 0, 0x01};
  private static final byte[] TO_MAC = {0x02, 0, 0, 0, 0, 0x02};

  private final byte[] source;
  private final byte[] destination;
  private int[] vlans = {};
  private int hops = 64;
  private int identification;
  private int trafficClass;
  private int fragment = 0x4000;

  private Packet(byte[] source, byte[] destination) {
    this.source = source;
    this.destination = destination;
  }

  /**
   * From one address to another.
   *
   * @param source an IPv4 or IPv6 literal
   * @param destination one of the same family
   */
  public static Packet between(String source, String destination) {
    byte[] from = address(source);
    byte[] to = address(destination);
    if (from.length != to.length) {
      throw new IllegalArgumentException(source + " and " + destination + " do not fit together");
    }
    return new Packet(from, to);
  }

  /** TTL or hop limit, 0 to 255; 64 unless said. */
  public Packet ttl(int value) {
    hops = value;
    return this;
  }

  /** IPv4 identification, 0 to 65535; 0 unless said. */
  public Packet identification(int value) {
    identification = value;
    return this;
  }

  /** TOS or traffic class, 0 to 255; DSCP is its upper six bits. */
  public Packet trafficClass(int value) {
    trafficClass = value;
    return this;
  }

  /** Tags of IEEE 802.1Q, the outer one first. */
  public Packet vlan(int... identifiers) {
    vlans = identifiers.clone();
    return this;
  }

  /**
   * Makes an IPv4 fragment of what follows (RFC 791, section 3.1); don't-fragment is set unless
   * this is called.
   *
   * @param offsetBytes a multiple of 8
   */
  public Packet fragment(int offsetBytes, boolean more) {
    fragment = offsetBytes / 8 | (more ? 0x2000 : 0);
    return this;
  }

  /** A frame with a datagram (RFC 768). */
  public byte[] udp(int sourcePort, int destinationPort, byte[] payload) {
    ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
    datagram.putShort((short) sourcePort).putShort((short) destinationPort);
    datagram.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload);
    int sum = checksum(UDP, datagram.array());
    datagram.putShort(6, (short) (sum == 0 ? 0xffff : sum));
    return frame(UDP, datagram.array());
  }

  /** A frame with a segment (RFC 9293). */
  public byte[] tcp(Segment segment) {
    byte[] bytes = segment.bytes();
    ByteBuffer.wrap(bytes).putShort(16, (short) checksum(TCP, bytes));
    return frame(TCP, bytes);
  }

  /**
   * A frame with an ICMP message (RFC 792, RFC 4443).
   *
   * @param rest the second word of the header: gateway, MTU, identifier and sequence number
   * @param body for errors what {@link #quote} gives
   */
  public byte[] icmp(int type, int code, int rest, byte[] body) {
    ByteBuffer message = ByteBuffer.allocate(8 + body.length);
    message.put((byte) type).put((byte) code).putShort((short) 0).putInt(rest).put(body);
    boolean old = source.length == 4;
    int sum = old ? sum(message.array(), 0) : checksum(ICMPV6, message.array());
    message.putShort(2, (short) (old ? ~sum : sum));
    return frame(old ? ICMP : ICMPV6, message.array());
  }

  /** A frame with any protocol in IP. */
  public byte[] frame(int protocol, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(TO_MAC);
    out.writeBytes(FROM_MAC);
    for (int vlan : vlans) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(ETHERTYPE_VLAN << 16 | vlan).array());
    }
    int type = source.length == 4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6;
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) type).array());
    out.writeBytes(source.length == 4 ? ipv4(protocol, body) : ipv6(protocol, body));
    return out.toByteArray();
  }

  /**
   * The beginning of a frame's IP packet, as an ICMP error carries it.
   *
   * @param frame without VLAN tags
   * @param bytes at most this many; RFC 792 asks for 28, RFC 1812 for as many as fit
   */
  public static byte[] quote(byte[] frame, int bytes) {
    int end = Math.min(frame.length, ETHERNET_BYTES + bytes);
    return Arrays.copyOfRange(frame, ETHERNET_BYTES, end);
  }

  private byte[] ipv4(int protocol, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(20 + body.length);
    out.put((byte) 0x45).put((byte) trafficClass).putShort((short) (20 + body.length));
    out.putShort((short) identification).putShort((short) fragment);
    out.put((byte) hops).put((byte) protocol).putShort((short) 0).put(source).put(destination);
    out.putShort(10, (short) ~sum(Arrays.copyOf(out.array(), 20), 0));
    return out.put(body).array();
  }

  private byte[] ipv6(int protocol, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(40 + body.length);
    out.putInt(6 << 28 | trafficClass << 20).putShort((short) body.length);
    out.put((byte) protocol).put((byte) hops).put(source).put(destination);
    return out.put(body).array();
  }

  /** Over the pseudo header (RFC 9293, section 3.1; RFC 8200, section 8.1) and the body. */
  private int checksum(int protocol, byte[] body) {
    ByteBuffer pseudo = ByteBuffer.allocate(2 * source.length + 8);
    pseudo.put(source).put(destination).putInt(body.length).putInt(protocol);
    return ~sum(body, sum(pseudo.array(), 0)) & 0xffff;
  }

  /** The ones' complement sum of RFC 1071, folded to 16 bits. */
  private static int sum(byte[] bytes, int start) {
    int sum = start;
    for (int i = 0; i < bytes.length; i++) {
      sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  private static byte[] address(String literal) {
    if (!literal.matches("[0-9a-fA-F:.]+")) {
      throw new IllegalArgumentException("not an address: " + literal);
    }
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException malformed) {
      throw new IllegalArgumentException("not an address: " + literal, malformed);
    }
  }
}
