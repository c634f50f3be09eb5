package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/**
 * What the decoder found in one frame: the innermost transport header that could be read. Filled
 * again for every frame; valid until the next.
 */
public final class Decoded {
  Outcome outcome = Outcome.UNDECODED;
  Outcome ending = Outcome.UNDECODED;
  ByteBuffer buffer = ByteBuffer.allocate(0);
  int ipVersion;
  int protocol;
  long sourceHigh;
  long sourceLow;
  long destinationHigh;
  long destinationLow;
  int sourcePort;
  int destinationPort;
  int timeToLive;
  int identification;
  boolean firstFragment;
  boolean brokenHeader;
  int payloadAt;
  int payloadLength;
  int payloadCaptured;
  int statedLength;
  int sequence;
  int acknowledgment;
  int flags;
  int window;
  int headerAt;
  int headerEnd;
  final IcmpMessage icmp = new IcmpMessage();
  final int[] vlans = new int[Cursor.MOST];
  int vlanCount;
  final Tunnel[] tunnels = new Tunnel[Cursor.MOST];
  int tunnelCount;

  void clear() {
    outcome = Outcome.UNDECODED;
    ipVersion = 0;
    vlanCount = 0;
    tunnelCount = 0;
  }

  void commit(Cursor cursor, Outcome transport, int protocolNumber) {
    outcome = transport;
    protocol = protocolNumber;
    buffer = cursor.buffer;
    ipVersion = cursor.ipVersion;
    sourceHigh = cursor.sourceHigh;
    sourceLow = cursor.sourceLow;
    destinationHigh = cursor.destinationHigh;
    destinationLow = cursor.destinationLow;
    timeToLive = cursor.timeToLive;
    identification = cursor.identification;
    firstFragment = cursor.firstFragment;
    brokenHeader = false;
    vlanCount = cursor.vlanCount;
    for (int i = 0; i < vlanCount; i++) {
      vlans[i] = cursor.vlans[i];
    }
    tunnelCount = cursor.tunnelCount;
    for (int i = 0; i < tunnelCount; i++) {
      tunnels[i] = cursor.tunnels[i];
    }
  }

  /** The transport that was found; without one, why not. */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * How the innermost layer ended; differs from {@link #outcome()} when a tunnel's content could
   * not be read and its carrier stands in.
   */
  public Outcome ending() {
    return ending;
  }

  /** Holds the transport header and payload; another than the frame's after reassembly. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** 4 or 6; 0 without a transport. */
  public int ipVersion() {
    return ipVersion;
  }

  /** A number of {@link IpProtocol}. */
  public int protocol() {
    return protocol;
  }

  /** Upper half of the address; 0 for IPv4. */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** Lower half of the address; for IPv4 the IPv4-mapped form. */
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

  /** TTL or hop limit, 0..255. */
  public int timeToLive() {
    return timeToLive;
  }

  /** IPv4 identification; 0 for IPv6. */
  public int identification() {
    return identification;
  }

  /** True when the payload is cut because the other fragments were not captured whole. */
  public boolean firstFragment() {
    return firstFragment;
  }

  /** True when the TCP header's own length is impossible: then it has no options, no payload. */
  public boolean brokenHeader() {
    return brokenHeader;
  }

  public int payloadAt() {
    return payloadAt;
  }

  /** On the wire. */
  public int payloadLength() {
    return payloadLength;
  }

  /**
   * Of the payload, as the UDP header has it: more than {@link #payloadLength()} for the first
   * fragment of a datagram whose others are not there. For TCP the same.
   */
  public int statedLength() {
    return statedLength;
  }

  /** Of which the capture holds so many. */
  public int payloadCaptured() {
    return payloadCaptured;
  }

  public int sequence() {
    return sequence;
  }

  public int acknowledgment() {
    return acknowledgment;
  }

  /** TCP flags as in {@link TcpHeader}. */
  public int flags() {
    return flags;
  }

  /** Not scaled. */
  public int window() {
    return window;
  }

  /** Reads the TCP options that were captured. */
  public void tcpOptions(TcpOptions into) {
    into.read(buffer, headerAt + TcpHeader.SHORTEST, headerEnd);
  }

  public IcmpMessage icmp() {
    return icmp;
  }

  public int vlanCount() {
    return vlanCount;
  }

  /** From the outermost. */
  public int vlan(int index) {
    return vlans[index];
  }

  public int tunnelCount() {
    return tunnelCount;
  }

  /** From the outermost. */
  public Tunnel tunnel(int index) {
    return tunnels[index];
  }
}
