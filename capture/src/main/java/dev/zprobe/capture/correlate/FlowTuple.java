package dev.zprobe.capture.correlate;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.IcmpMessage;
import dev.zprobe.capture.packet.IpProtocol;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A five-tuple in the packet views' terms, seen from this host: its own end first. */
public record FlowTuple(boolean udp, Half local, Half remote) {

  /** An address as two words, IPv4 in its mapped form, and a port. */
  public record Half(long high, long low, int port) {
    static Half of(Endpoint endpoint) {
      ByteBuffer bytes = ByteBuffer.wrap(endpoint.address().getAddress());
      return endpoint.isIpv4()
          ? new Half(0, 0xffff_0000_0000L | bytes.getInt() & 0xffff_ffffL, endpoint.port())
          : new Half(bytes.getLong(), bytes.getLong(), endpoint.port());
    }
  }

  public static FlowTuple of(FiveTuple flow) {
    return new FlowTuple(
        flow.transport() == Transport.UDP, Half.of(flow.local()), Half.of(flow.remote()));
  }

  /** As if this host had sent the packet. */
  public static FlowTuple sent(Decoded packet) {
    return new FlowTuple(
        packet.protocol() == IpProtocol.UDP,
        new Half(packet.sourceHigh(), packet.sourceLow(), packet.sourcePort()),
        new Half(packet.destinationHigh(), packet.destinationLow(), packet.destinationPort()));
  }

  /** Of the packet that an ICMP error quotes. */
  public static FlowTuple quoted(IcmpMessage error) {
    return new FlowTuple(
        error.quotedProtocol() == IpProtocol.UDP,
        new Half(error.quotedSourceHigh(), error.quotedSourceLow(), error.quotedSourcePort()),
        new Half(
            error.quotedDestinationHigh(),
            error.quotedDestinationLow(),
            error.quotedDestinationPort()));
  }

  public FlowTuple reversed() {
    return new FlowTuple(udp, remote, local);
  }

  public static InetAddress source(Decoded packet) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(16);
      bytes.putLong(packet.sourceHigh()).putLong(packet.sourceLow());
      return packet.ipVersion() == 4
          ? InetAddress.getByAddress(Arrays.copyOfRange(bytes.array(), 12, 16))
          : InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible); // 4 and 16 bytes are always an address
    }
  }
}
