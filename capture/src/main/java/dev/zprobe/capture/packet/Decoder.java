package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/**
 * Decodes frames down to the innermost transport header, through every link layer and tunnel that
 * it knows. One instance per thread: it keeps fragments from frame to frame.
 */
public final class Decoder {
  private static final int MOST_LAYERS = 192;

  private final Cursor cursor = new Cursor();
  private final Decoded decoded = new Decoded();
  private final PlainPacket plain = new PlainPacket(decoded);
  private final NetworkLayers network = new NetworkLayers();
  private final TcpHeader tcp = new TcpHeader();
  private final UdpHeader udp = new UdpHeader();

  /**
   * Decodes one frame.
   *
   * @param buffer big-endian, read with absolute getters
   * @param captured bytes present from {@code offset} on
   * @param original bytes on the wire, not less than {@code captured}
   * @param linkType as in {@link LinkType}
   * @return the same view every time, valid until the next call
   */
  public Decoded decode(ByteBuffer buffer, int offset, int captured, int original, int linkType) {
    return plain(buffer, offset, captured, original, linkType)
        ? decoded
        : layers(buffer, offset, captured, original, linkType);
  }

  /**
   * Decodes a frame that needs no steps from layer to layer, which cost several times as much.
   *
   * @return false when {@link #layers} must look; else {@link #decoded()} is what that would find
   */
  public boolean plain(ByteBuffer buffer, int offset, int captured, int original, int linkType) {
    return plain.read(buffer, offset, captured, original, linkType);
  }

  /**
   * Addresses and ports of both ends of a frame's packet, taken together bit by bit (exclusive or):
   * the same in both directions, and found without decoding the frame.
   *
   * @return 32 bits; negative where the frame is not as simple as that
   */
  public static long ends(ByteBuffer buffer, int offset, int captured, int linkType) {
    return PlainPacket.ends(buffer, offset, captured, linkType);
  }

  /** The view that every call fills. */
  public Decoded decoded() {
    return decoded;
  }

  /** Decodes any frame layer by layer; see {@link #decode}. */
  public Decoded layers(ByteBuffer buffer, int offset, int captured, int original, int linkType) {
    cursor.begin(buffer, offset, captured, original);
    cursor.type = linkType;
    decoded.clear();
    int layer = Layer.LINK;
    for (int depth = 0; layer > 0; depth++) {
      layer = depth == MOST_LAYERS ? Layer.MALFORMED : step(layer);
    }
    finish(layer);
    return decoded;
  }

  /** How many fragmented datagrams were given up for want of room. */
  public long abandonedDatagrams() {
    return network.abandonedDatagrams();
  }

  private int step(int layer) {
    return switch (layer) {
      case Layer.ETHERNET -> LinkLayers.ethernet(cursor);
      case Layer.ETHER_TYPE -> EtherType.next(cursor);
      case Layer.IPV4 -> network.ipv4(cursor);
      case Layer.IPV6 -> network.ipv6(cursor);
      case Layer.PROTOCOL -> protocol();
      case Layer.IP -> NetworkLayers.byVersion(cursor);
      case Layer.LLC -> LinkLayers.llc(cursor);
      case Layer.MPLS -> SerialLayers.mpls(cursor);
      case Layer.PPP -> SerialLayers.ppp(cursor);
      case Layer.WIRELESS -> WirelessLayers.frame(cursor);
      case Layer.LINK -> LinkLayers.first(cursor);
      default -> Layer.UNDECODED;
    };
  }

  private void finish(int layer) {
    Outcome ending =
        switch (layer) {
          case Layer.TRANSPORT -> decoded.outcome;
          case Layer.FRAGMENT -> Outcome.FRAGMENT;
          case Layer.OTHER -> Outcome.OTHER;
          case Layer.TRUNCATED -> Outcome.TRUNCATED;
          case Layer.MALFORMED -> Outcome.MALFORMED;
          default -> Outcome.UNDECODED;
        };
    decoded.ending = ending;
    if (decoded.ipVersion == 0) {
      decoded.outcome = ending;
    }
  }

  private int protocol() {
    return switch (cursor.type) {
      case IpProtocol.TCP -> tcp();
      case IpProtocol.UDP, IpProtocol.UDP_LITE -> udp();
      case IpProtocol.ICMP -> icmp(false);
      case IpProtocol.ICMPV6 -> icmp(true);
      case IpProtocol.HOP_BY_HOP,
          IpProtocol.ROUTING,
          IpProtocol.DESTINATION_OPTIONS,
          IpProtocol.MOBILITY,
          IpProtocol.HIP,
          IpProtocol.SHIM6 ->
          cursor.ipVersion == 6 ? NetworkLayers.extension(cursor) : Layer.OTHER;
      case IpProtocol.FRAGMENT ->
          cursor.ipVersion == 6 ? network.fragmentHeader(cursor) : Layer.OTHER;
      case IpProtocol.AUTHENTICATION -> NetworkLayers.authentication(cursor);
      case IpProtocol.IPV4 -> inside(Tunnel.IP_IN_IP, Layer.IPV4);
      case IpProtocol.IPV6 ->
          inside(cursor.ipVersion == 4 ? Tunnel.SIX_IN_FOUR : Tunnel.IP_IN_IP, Layer.IPV6);
      case IpProtocol.GRE -> Tunnels.gre(cursor);
      case IpProtocol.ETHERIP -> Tunnels.etherIp(cursor);
      case IpProtocol.MPLS -> Layer.MPLS;
      default -> Layer.OTHER;
    };
  }

  private int inside(Tunnel tunnel, int next) {
    cursor.enter(tunnel);
    return next;
  }

  private int tcp() {
    Check check = tcp.wrap(cursor.buffer, cursor.at, cursor.end, cursor.wireEnd);
    if (check != Check.OK) {
      return Layer.of(check);
    }
    decoded.commit(cursor, Outcome.TCP, IpProtocol.TCP);
    decoded.brokenHeader = tcp.broken();
    int payload = tcp.broken() ? cursor.wireEnd : cursor.at + tcp.headerLength();
    decoded.sourcePort = tcp.sourcePort();
    decoded.destinationPort = tcp.destinationPort();
    decoded.sequence = tcp.sequence();
    decoded.acknowledgment = tcp.acknowledgment();
    decoded.flags = tcp.flags();
    decoded.window = tcp.window();
    decoded.headerAt = cursor.at;
    decoded.headerEnd = Math.min(payload, cursor.end);
    payload(payload);
    decoded.statedLength = decoded.payloadLength;
    return Layer.TRANSPORT;
  }

  private void payload(int at) {
    decoded.payloadAt = at;
    decoded.payloadLength = Math.max(0, cursor.wireEnd - at);
    decoded.payloadCaptured = Math.max(0, cursor.end - at);
  }

  private int udp() {
    Check check = udp.wrap(cursor.buffer, cursor.at, cursor.end, cursor.wireEnd);
    if (check != Check.OK) {
      return Layer.of(check);
    }
    int protocol = cursor.type;
    int length = udp.length();
    if (protocol == IpProtocol.UDP && length != 0) {
      if (length < UdpHeader.SIZE) {
        return Layer.MALFORMED;
      }
      cursor.limit(cursor.at + length);
    }
    decoded.commit(cursor, Outcome.UDP, protocol);
    decoded.sourcePort = udp.sourcePort();
    decoded.destinationPort = udp.destinationPort();
    cursor.at += UdpHeader.SIZE;
    payload(cursor.at);
    boolean stated = protocol == IpProtocol.UDP && length != 0;
    decoded.statedLength = stated ? length - UdpHeader.SIZE : decoded.payloadLength;
    return Tunnels.overUdp(cursor, decoded.sourcePort, decoded.destinationPort);
  }

  private int icmp(boolean version6) {
    IcmpMessage message = decoded.icmp;
    Check check = message.wrap(cursor.buffer, cursor.at, cursor.end, cursor.wireEnd, version6);
    if (check != Check.OK) {
      return Layer.of(check);
    }
    decoded.commit(cursor, Outcome.ICMP, cursor.type);
    return Layer.TRANSPORT;
  }
}
