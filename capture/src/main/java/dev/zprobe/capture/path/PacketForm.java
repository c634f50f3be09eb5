package dev.zprobe.capture.path;

import dev.zprobe.net.FiveTuple;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Writes whole IP packets: RFC 791, RFC 8200, RFC 768, RFC 9293. */
final class PacketForm {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int SYN = 0x02;
  static final int PSH_ACK = 0x18;

  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int UDP_HEADER = 8;
  private static final int TCP_CHECKSUM = 16;
  private static final int TCP_FLAGS = 13;
  private static final int WINDOW = 64240;

  /** MSS 1460, SACK permitted, window scale 7: what systems usually offer. */
  private static final byte[] SYN_OPTIONS = {2, 4, 0x05, (byte) 0xb4, 4, 2, 1, 3, 3, 7, 1, 1};

  private PacketForm() {}

  /**
   * @param identification for IPv4; tells the packets of one flow apart
   */
  static byte[] packet(FiveTuple flow, int ttl, int identification, byte[] transport) {
    InetAddress source = flow.local().address();
    InetAddress destination = flow.remote().address();
    int protocol = protocol(flow);
    boolean four = source instanceof Inet4Address;
    ByteBuffer packet = ByteBuffer.allocate((four ? IPV4_HEADER : IPV6_HEADER) + transport.length);
    if (four) {
      packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
      packet.putShort((short) identification).putShort((short) 0x4000);
      packet.put((byte) ttl).put((byte) protocol).putShort((short) 0);
      packet.put(source.getAddress()).put(destination.getAddress());
      packet.putShort(10, (short) Checksums.of(packet.array(), 0, IPV4_HEADER));
    } else {
      packet.putInt(0x60000000).putShort((short) transport.length);
      packet.put((byte) protocol).put((byte) ttl);
      packet.put(source.getAddress()).put(destination.getAddress());
    }
    return packet.put(transport).array();
  }

  static int protocol(FiveTuple flow) {
    return switch (flow.transport()) {
      case TCP -> TCP;
      case UDP -> UDP;
    };
  }

  static byte[] datagram(FiveTuple flow, byte[] payload) {
    ByteBuffer datagram = ByteBuffer.allocate(UDP_HEADER + payload.length);
    datagram.putShort((short) flow.local().port()).putShort((short) flow.remote().port());
    datagram.putShort((short) datagram.capacity()).putShort((short) 0).put(payload);
    int checksum = checksum(flow, datagram.array());
    datagram.putShort(6, (short) (checksum == 0 ? 0xffff : checksum));
    return datagram.array();
  }

  static byte[] syn(FiveTuple flow, int sequence) {
    int length = 20 + SYN_OPTIONS.length;
    ByteBuffer segment = ByteBuffer.allocate(length);
    segment.putShort((short) flow.local().port()).putShort((short) flow.remote().port());
    segment.putInt(sequence).putInt(0);
    segment.put((byte) (length / 4 << 4)).put((byte) SYN).putShort((short) WINDOW);
    segment.putInt(0).put(SYN_OPTIONS);
    segment.putShort(TCP_CHECKSUM, (short) checksum(flow, segment.array()));
    return segment.array();
  }

  /** The payload behind the header of an acknowledgment that the system itself sent. */
  static byte[] data(FiveTuple flow, byte[] acknowledgment, byte[] payload) {
    ByteBuffer segment = ByteBuffer.allocate(acknowledgment.length + payload.length);
    segment.put(acknowledgment).put(payload);
    segment.put(TCP_FLAGS, (byte) PSH_ACK).putShort(TCP_CHECKSUM, (short) 0);
    segment.putShort(TCP_CHECKSUM, (short) checksum(flow, segment.array()));
    return segment.array();
  }

  private static int checksum(FiveTuple flow, byte[] transport) {
    return Checksums.of(flow.local().address(), flow.remote().address(), protocol(flow), transport);
  }
}
