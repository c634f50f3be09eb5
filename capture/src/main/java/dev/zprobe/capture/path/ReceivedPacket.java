package dev.zprobe.capture.path;

import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.IcmpError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A packet that came in and belongs to one flow: the peer's own, or an ICMP error that quotes ours.
 * Anything else is nobody's: other five-tuples, quotes too short to tell, wrong checksums.
 *
 * @param source of the packet
 * @param ttl as it arrived
 * @param error for ICMP; then {@code content} is the quoted packet from its IP header on
 * @param content for the peer's own packet its transport header and payload
 */
record ReceivedPacket(InetAddress source, int ttl, Optional<IcmpError> error, byte[] content) {
  private static final int ICMP4 = 1;
  private static final int ICMP6 = 58;
  private static final int ICMP_HEADER = 8;

  /** Enough of a transport header for its ports. */
  private static final int PORTS = 4;

  /**
   * @param packet from the IP header on; bytes behind its stated length are padding
   */
  static Optional<ReceivedPacket> of(byte[] packet, FiveTuple flow) {
    Optional<Header> header = Header.of(packet, 0);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    Header outer = header.get();
    boolean four = flow.remote().isIpv4();
    if (outer.protocol() == (four ? ICMP4 : ICMP6)) {
      return error(packet, outer, flow);
    }
    boolean peers =
        outer.protocol() == PacketForm.protocol(flow)
            && outer.source().equals(flow.remote().address())
            && outer.destination().equals(flow.local().address());
    byte[] transport = Arrays.copyOfRange(packet, outer.contentAt(), outer.end());
    boolean whole = transport.length >= (outer.protocol() == PacketForm.TCP ? 20 : 8);
    if (!peers
        || !whole
        || port(transport, 0) != flow.remote().port()
        || port(transport, 2) != flow.local().port()) {
      return Optional.empty();
    }
    return Optional.of(
        new ReceivedPacket(outer.source(), outer.ttl(), Optional.empty(), transport));
  }

  private static Optional<ReceivedPacket> error(byte[] packet, Header outer, FiveTuple flow) {
    boolean four = flow.remote().isIpv4();
    int at = outer.contentAt();
    if (outer.end() - at < ICMP_HEADER || !intact(packet, outer, four)) {
      return Optional.empty();
    }
    int type = packet[at] & 0xff;
    boolean isError = four ? type == 3 || type == 11 : type >= 1 && type <= 4;
    byte[] quoted = Arrays.copyOfRange(packet, at + ICMP_HEADER, outer.end());
    Optional<Header> inner = Header.of(quoted, 0);
    if (!isError || inner.isEmpty() || !quotes(quoted, inner.get(), flow)) {
      return Optional.empty();
    }
    IcmpError error = new IcmpError(outer.source(), type, packet[at + 1] & 0xff);
    return Optional.of(new ReceivedPacket(outer.source(), outer.ttl(), Optional.of(error), quoted));
  }

  private static boolean intact(byte[] packet, Header outer, boolean four) {
    byte[] message = Arrays.copyOfRange(packet, outer.contentAt(), outer.end());
    return four
        ? Checksums.of(message, 0, message.length) == 0
        : Checksums.of(outer.source(), outer.destination(), ICMP6, message) == 0;
  }

  private static boolean quotes(byte[] quoted, Header inner, FiveTuple flow) {
    return inner.protocol() == PacketForm.protocol(flow)
        && inner.source().equals(flow.local().address())
        && inner.destination().equals(flow.remote().address())
        && inner.end() - inner.contentAt() >= PORTS
        && port(quoted, inner.contentAt()) == flow.local().port()
        && port(quoted, inner.contentAt() + 2) == flow.remote().port();
  }

  private static int port(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  /** TCP flags of the peer's segment. */
  int flags() {
    return content[13] & 0xff;
  }

  /** Acknowledgment number of the peer's segment. */
  int acknowledgment() {
    return word(8);
  }

  /** Payload bytes of the peer's segment. */
  int segmentBytes() {
    return Math.max(0, content.length - ((content[12] & 0xf0) >> 2));
  }

  private int word(int at) {
    return (content[at] & 0xff) << 24
        | (content[at + 1] & 0xff) << 16
        | (content[at + 2] & 0xff) << 8
        | content[at + 3] & 0xff;
  }

  /**
   * The fields of an IP header; a quoted one may state more bytes than there are.
   *
   * @param end of what is there, without padding
   */
  record Header(
      InetAddress source,
      InetAddress destination,
      int protocol,
      int ttl,
      int identification,
      int contentAt,
      int end) {
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;

    static Optional<Header> of(byte[] bytes, int at) {
      int version = bytes.length > at ? (bytes[at] & 0xf0) >> 4 : 0;
      return switch (version) {
        case 4 -> bytes.length - at >= IPV4 ? ipv4(bytes, at) : Optional.empty();
        case 6 -> bytes.length - at >= IPV6 ? ipv6(bytes, at) : Optional.empty();
        default -> Optional.empty();
      };
    }

    private static Optional<Header> ipv4(byte[] bytes, int at) {
      int length = (bytes[at] & 0x0f) << 2;
      int end = Math.min(bytes.length, at + port(bytes, at + 2));
      boolean later = (port(bytes, at + 6) & 0x1fff) != 0;
      if (length < IPV4 || at + length > end || later) {
        return Optional.empty();
      }
      return Optional.of(
          new Header(
              address(bytes, at + 12, 4),
              address(bytes, at + 16, 4),
              bytes[at + 9] & 0xff,
              bytes[at + 8] & 0xff,
              port(bytes, at + 4),
              at + length,
              end));
    }

    private static Optional<Header> ipv6(byte[] bytes, int at) {
      int end = Math.min(bytes.length, at + IPV6 + port(bytes, at + 4));
      return Optional.of(
          new Header(
              address(bytes, at + 8, 16),
              address(bytes, at + 24, 16),
              bytes[at + 6] & 0xff,
              bytes[at + 7] & 0xff,
              0,
              at + IPV6,
              end));
    }

    private static InetAddress address(byte[] bytes, int at, int length) {
      try {
        return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
      } catch (UnknownHostException impossible) {
        throw new IllegalStateException(impossible); // four and sixteen bytes are addresses
      }
    }
  }
}
