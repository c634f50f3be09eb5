package dev.zprobe.capture.redact;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One frame, masked in place from the link layer on. What is not TCP, UDP or ICMP over IP becomes
 * zeros after its first header. Checksums that were right are right again. For one thread.
 */
final class FrameMask {
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP = 1;
  private static final int ICMPV6 = 58;
  private static final int QUOTED = 20;

  private final Substitutes put;
  private final PayloadMask mask;
  private final Streams streams;

  FrameMask(Substitutes put, PayloadMask mask, Streams streams) {
    this.put = put;
    this.mask = mask;
    this.streams = streams;
  }

  /** Where IP lies and what is above it. */
  private record Packet(int header, int transport, int protocol, int end, boolean whole) {}

  /** The part of a stream in a frame, for the first reading. */
  Optional<Streams.Segment> segment(byte[] frame, int linkType) {
    int ip = LinkMask.network(frame, linkType);
    Optional<Packet> packet = ip < 0 ? Optional.empty() : packet(frame, ip);
    return packet.filter(each -> each.protocol() == TCP).flatMap(each -> segment(frame, each));
  }

  /** Masks a frame as it was captured. */
  void mask(byte[] frame, int linkType) {
    int ip = LinkMask.network(frame, linkType);
    new LinkMask(put).mask(frame, linkType);
    if (ip < 0) {
      return;
    }
    Optional<Packet> packet = packet(frame, ip);
    if (packet.isEmpty()) {
      Bytes.clear(frame, ip, frame.length);
      return;
    }
    Sum was = was(frame, packet.get());
    transport(frame, packet.get());
    addresses(frame, packet.get().header());
    Bytes.clear(frame, packet.get().end(), frame.length);
    sums(frame, packet.get(), was);
  }

  private static Optional<Packet> packet(byte[] frame, int at) {
    int version = Bytes.has(frame, at, 1) ? Bytes.uint8(frame, at) >> 4 : 0;
    if (version == 4 && Bytes.has(frame, at, 20)) {
      int header = (frame[at] & 15) * 4;
      int end = Math.min(frame.length, at + Math.max(header, Bytes.uint16(frame, at + 2)));
      boolean first = (Bytes.uint16(frame, at + 6) & 0x3fff) == 0;
      boolean fits = header >= 20 && Bytes.has(frame, at, header);
      int protocol = first ? Bytes.uint8(frame, at + 9) : 0;
      boolean whole = at + Bytes.uint16(frame, at + 2) <= frame.length;
      return fits
          ? Optional.of(new Packet(at, at + header, protocol, end, whole))
          : Optional.empty();
    }
    if (version == 6 && Bytes.has(frame, at, 40)) {
      int length = 40 + Bytes.uint16(frame, at + 4);
      int end = Math.min(frame.length, at + length);
      int protocol = Bytes.uint8(frame, at + 6);
      int transport = at + 40;
      while ((protocol == 0 || protocol == 60) && Bytes.has(frame, transport, 8)) {
        protocol = Bytes.uint8(frame, transport);
        transport += 8 + 8 * Bytes.uint8(frame, transport + 1);
      }
      return Optional.of(new Packet(at, transport, protocol, end, at + length <= frame.length));
    }
    return Optional.empty();
  }

  private void transport(byte[] frame, Packet packet) {
    int at = packet.transport();
    switch (packet.protocol()) {
      case TCP -> tcp(frame, packet);
      case UDP -> {
        if (at + 8 <= packet.end()) {
          byte[] payload = Arrays.copyOfRange(frame, at + 8, packet.end());
          mask.datagram(payload, Bytes.uint16(frame, at), Bytes.uint16(frame, at + 2));
          System.arraycopy(payload, 0, frame, at + 8, payload.length);
        }
      }
      case ICMP, ICMPV6 -> icmp(frame, packet);
      default -> Bytes.clear(frame, at, packet.end());
    }
  }

  private void tcp(byte[] frame, Packet packet) {
    Optional<Streams.Segment> segment = segment(frame, packet);
    if (segment.isPresent()) {
      byte[] made = streams.masked(segment.get());
      System.arraycopy(made, 0, frame, packet.end() - made.length, made.length);
    } else {
      Bytes.clear(frame, packet.transport() + 20, packet.end());
    }
  }

  private static Optional<Streams.Segment> segment(byte[] frame, Packet packet) {
    int at = packet.transport();
    if (at + 20 > packet.end()) {
      return Optional.empty();
    }
    int payload = at + (frame[at + 12] >> 4 & 15) * 4;
    if (payload < at + 20 || payload > packet.end()) {
      return Optional.empty();
    }
    int width = Bytes.uint8(frame, packet.header()) >> 4 == 4 ? 4 : 16;
    int source = packet.header() + (width == 4 ? 12 : 8);
    HexFormat hex = HexFormat.of();
    Streams.Key key =
        new Streams.Key(
            hex.formatHex(frame, source, source + width),
            hex.formatHex(frame, source + width, source + 2 * width),
            Bytes.uint16(frame, at),
            Bytes.uint16(frame, at + 2));
    byte[] content = Arrays.copyOfRange(frame, payload, packet.end());
    return Optional.of(
        new Streams.Segment(
            key, Bytes.uint32(frame, at + 4), Bytes.uint8(frame, at + 13), content));
  }

  /** An error quotes the packet that it is about: of it the headers stay. */
  private void icmp(byte[] frame, Packet packet) {
    int type = Bytes.has(frame, packet.transport(), 1) ? Bytes.uint8(frame, packet.transport()) : 0;
    boolean error =
        packet.protocol() == ICMPV6
            ? type < 128
            : type == 3 || type == 5 || type == 11 || type == 12;
    int quote = packet.transport() + 8;
    Optional<Packet> quoted =
        error && quote < packet.end()
            ? packet(Arrays.copyOf(frame, packet.end()), quote)
            : Optional.empty();
    if (quoted.isEmpty()) {
      Bytes.clear(frame, quote, packet.end());
      return;
    }
    Sum was = was(frame, quoted.get());
    addresses(frame, quote);
    Bytes.clear(frame, quoted.get().transport() + QUOTED, packet.end());
    sums(frame, quoted.get(), was);
  }

  private void addresses(byte[] frame, int ip) {
    if (Bytes.uint8(frame, ip) >> 4 == 4) {
      put.address(frame, ip + 12, 4);
      put.address(frame, ip + 16, 4);
      int header = (frame[ip] & 15) * 4;
      Bytes.clear(frame, ip + 20, Math.max(ip + 20, ip + header)); // options may record a route
    } else {
      put.address(frame, ip + 8, 16);
      put.address(frame, ip + 24, 16);
    }
  }

  private static int sumPlace(Packet packet) {
    return switch (packet.protocol()) {
      case TCP -> packet.transport() + 16;
      case UDP -> packet.transport() + 6;
      case ICMP, ICMPV6 -> packet.transport() + 2;
      default -> -1;
    };
  }

  /** What a transport's checksum was; a sum over the original must not stay, it tells of it. */
  private enum Sum {
    ABSENT,
    RIGHT,
    /** Only over the pseudo header, the rest left to the network card. */
    BEGUN,
    WRONG
  }

  private static int pseudoHeader(byte[] frame, Packet packet) {
    if (packet.protocol() == ICMP) {
      return 0;
    }
    boolean four = Bytes.uint8(frame, packet.header()) >> 4 == 4;
    int from = packet.header() + (four ? 12 : 8);
    int sum = packet.protocol() + packet.end() - packet.transport();
    for (int i = 0; i < (four ? 8 : 32); i += 2) {
      sum += Bytes.uint16(frame, from + i);
    }
    return sum;
  }

  /** As a sending host writes it for its card: not turned over. */
  private static int begun(byte[] frame, Packet packet) {
    return ~Bytes.checksum(frame, packet.transport(), 0, pseudoHeader(frame, packet)) & 0xffff;
  }

  /** The sum over the transport with its pseudo header; 0 when it is right. */
  private static int sum(byte[] frame, Packet packet) {
    int length = packet.end() - packet.transport();
    return Bytes.checksum(frame, packet.transport(), length, pseudoHeader(frame, packet));
  }

  private static Sum was(byte[] frame, Packet packet) {
    int place = sumPlace(packet);
    if (place < 0 || place + 2 > packet.end() || Bytes.uint16(frame, place) == 0) {
      return Sum.ABSENT;
    }
    if (packet.whole() && sum(frame, packet) == 0) {
      return Sum.RIGHT;
    }
    return packet.whole() && Bytes.uint16(frame, place) == begun(frame, packet)
        ? Sum.BEGUN
        : Sum.WRONG;
  }

  private static void sums(byte[] frame, Packet packet, Sum was) {
    headerSum(frame, packet);
    if (was == Sum.ABSENT) {
      return;
    }
    int place = sumPlace(packet);
    Bytes.put16(frame, place, 0);
    int made = sum(frame, packet);
    int right = made == 0 && packet.protocol() == UDP ? 0xffff : made;
    Bytes.put16(
        frame,
        place,
        switch (was) {
          case RIGHT -> right;
          case BEGUN -> begun(frame, packet);
          default -> right ^ 1;
        });
  }

  private static void headerSum(byte[] frame, Packet packet) {
    int ip = packet.header();
    if (Bytes.uint8(frame, ip) >> 4 == 4) {
      Bytes.put16(frame, ip + 10, 0);
      Bytes.put16(frame, ip + 10, Bytes.checksum(frame, ip, packet.transport() - ip, 0));
    }
  }

  static boolean isInternet(int etherType) {
    return etherType == IPV4 || etherType == IPV6;
  }
}
