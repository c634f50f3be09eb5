package dev.zprobe.capture.path;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** ICMP errors as routers write them, and the flows that they are about. */
final class Errors {
  static final FiveTuple FLOW4 =
      new FiveTuple(
          Endpoint.udp(address("10.0.0.2"), 40000), Endpoint.udp(address("203.0.113.9"), 8801));
  static final FiveTuple STREAM4 =
      new FiveTuple(
          Endpoint.tcp(address("10.0.0.2"), 40000), Endpoint.tcp(address("203.0.113.9"), 443));
  static final FiveTuple FLOW6 =
      new FiveTuple(
          Endpoint.udp(address("2001:db8::2"), 40000), Endpoint.udp(address("2001:db8::9"), 8801));
  static final InetAddress ROUTER4 = address("192.0.2.1");
  static final InetAddress ROUTER6 = address("2001:db8::1");

  private Errors() {}

  static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }

  /** Time exceeded about a packet. */
  static byte[] expired(FiveTuple flow, byte[] quoted) {
    boolean four = flow.remote().isIpv4();
    byte[] message =
        ByteBuffer.allocate(8 + quoted.length)
            .put((byte) (four ? 11 : 3))
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(0)
            .put(quoted)
            .array();
    InetAddress router = four ? ROUTER4 : ROUTER6;
    InetAddress host = flow.local().address();
    int checksum =
        four ? Checksums.of(message, 0, message.length) : Checksums.of(router, host, 58, message);
    ByteBuffer.wrap(message).putShort(2, (short) checksum);
    return ip(router, host, four ? 1 : 58, message);
  }

  static byte[] ip(InetAddress from, InetAddress to, int protocol, byte[] content) {
    // The form of a UDP packet, with its protocol put right.
    FiveTuple ends = new FiveTuple(Endpoint.udp(from, 1), Endpoint.udp(to, 1));
    byte[] packet = PacketForm.packet(ends, 61, 7, content);
    packet[from.getAddress().length == 4 ? 9 : 6] = (byte) protocol;
    return packet;
  }

  static byte[] cut(byte[] packet, int length) {
    return Arrays.copyOf(packet, Math.min(length, packet.length));
  }
}
