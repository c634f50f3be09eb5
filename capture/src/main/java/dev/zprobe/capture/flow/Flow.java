package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.IpProtocol;
import dev.zprobe.capture.packet.Tunnel;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets of one conversation. Endpoint a sent the first packet, b is the other. Written by the
 * tracker's thread only; complete once {@link FlowSink#finished} had it. May then be kept where
 * {@link FlowSink#keepsFlows} says so, and is used again otherwise.
 */
public abstract sealed class Flow implements FlowEnds permits TcpFlow, UdpFlow {
  private static final int[] NO_VLANS = {};
  private static final Tunnel[] NO_TUNNELS = {};
  private static final int MOST_ICMP = 8;

  private long number;
  private int ipVersion;
  private int protocol;
  private long highA;
  private long lowA;
  private long highB;
  private long lowB;
  private int portA;
  private int portB;
  private int[] vlans = NO_VLANS;
  private Tunnel[] tunnels = NO_TUNNELS;
  private long firstFrame;
  private long startNanos;
  private long lastFrame;
  private long lastNanos;
  private List<IcmpError> icmpErrors = List.of();
  private int icmpErrorCount;
  private boolean cutShort;

  // How the tracker finds it again.
  int hash;
  int slot;

  // The protocol follower, and whether it still wants bytes.
  Dialogue dialogue = Dialogue.NONE;
  boolean following = true;
  long missedA;
  long missedB;

  /** Forgets what this was before, if anything: flows are used again. */
  void begin(long numberInCapture, Decoded packet, Moment now) {
    number = numberInCapture;
    ipVersion = packet.ipVersion();
    protocol = packet.protocol();
    highA = packet.sourceHigh();
    lowA = packet.sourceLow();
    highB = packet.destinationHigh();
    lowB = packet.destinationLow();
    portA = packet.sourcePort();
    portB = packet.destinationPort();
    vlans = vlans(packet);
    tunnels = tunnels(packet);
    firstFrame = now.frame;
    startNanos = now.nanos;
    lastNanos = now.nanos;
    icmpErrors = List.of();
    icmpErrorCount = 0;
    cutShort = false;
    dialogue = Dialogue.NONE;
    following = true;
    missedA = 0;
    missedB = 0;
  }

  private static int[] vlans(Decoded packet) {
    if (packet.vlanCount() == 0) {
      return NO_VLANS;
    }
    int[] ids = new int[packet.vlanCount()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = packet.vlan(i);
    }
    return ids;
  }

  private static Tunnel[] tunnels(Decoded packet) {
    if (packet.tunnelCount() == 0) {
      return NO_TUNNELS;
    }
    Tunnel[] names = new Tunnel[packet.tunnelCount()];
    for (int i = 0; i < names.length; i++) {
      names[i] = packet.tunnel(i);
    }
    return names;
  }

  boolean sentByA(Decoded packet) {
    return packet.sourcePort() == portA
        && packet.destinationPort() == portB
        && packet.sourceLow() == lowA
        && packet.destinationLow() == lowB
        && packet.sourceHigh() == highA
        && packet.destinationHigh() == highB;
  }

  boolean joins(FlowKey key) {
    if (key.protocol != protocol || key.ipVersion != ipVersion) {
      return false;
    }
    boolean forth =
        key.portA == portA
            && key.portB == portB
            && key.lowA == lowA
            && key.lowB == lowB
            && key.highA == highA
            && key.highB == highB;
    return forth
        || (key.portA == portB
            && key.portB == portA
            && key.lowA == lowB
            && key.lowB == lowA
            && key.highA == highB
            && key.highB == highA);
  }

  void touch(Moment now) {
    lastFrame = now.frame;
    lastNanos = Math.max(lastNanos, now.nanos);
  }

  void cutShort() {
    cutShort = true;
  }

  void add(IcmpError error) {
    icmpErrorCount++;
    if (icmpErrors.isEmpty()) {
      icmpErrors = new ArrayList<>(2);
    }
    if (icmpErrors.size() < MOST_ICMP) {
      icmpErrors.add(error);
    }
  }

  /** Set by whoever knows the flows of all shares. */
  void number(long inCapture) {
    number = inCapture;
  }

  /** In the order of first packets, from 1. */
  public long number() {
    return number;
  }

  @Override
  public boolean udp() {
    return protocol != IpProtocol.TCP;
  }

  /** 4 or 6. */
  public int ipVersion() {
    return ipVersion;
  }

  /** 16 bytes; IPv4 addresses are IPv4-mapped. */
  public long highA() {
    return highA;
  }

  public long lowA() {
    return lowA;
  }

  public long highB() {
    return highB;
  }

  public long lowB() {
    return lowB;
  }

  @Override
  public int portA() {
    return portA;
  }

  @Override
  public int portB() {
    return portB;
  }

  public abstract Side a();

  public abstract Side b();

  /** VLAN ids of the first packet, from the outermost. */
  public int[] vlans() {
    return vlans.clone();
  }

  /** Tunnels that the first packet came through, from the outermost. */
  public Tunnel[] tunnels() {
    return tunnels.clone();
  }

  public long firstFrame() {
    return firstFrame;
  }

  public long lastFrame() {
    return lastFrame;
  }

  /** Time of the first packet, since the epoch. */
  public long startNanos() {
    return startNanos;
  }

  /** Latest time of any packet, since the epoch. */
  public long lastNanos() {
    return lastNanos;
  }

  /** The first ICMP errors that quote this flow, at most 8. */
  public List<IcmpError> icmpErrors() {
    return List.copyOf(icmpErrors);
  }

  /** How many ICMP errors quoted this flow. */
  public int icmpErrorCount() {
    return icmpErrorCount;
  }

  /** True when the flow was ended by the memory limit and not by its packets. */
  public boolean wasCutShort() {
    return cutShort;
  }

  /** Packets in one direction only. */
  public boolean oneSided() {
    return a().packets() == 0 || b().packets() == 0;
  }

  /** Whoever followed the protocol; {@link Dialogue#NONE} when there was no payload. */
  public Dialogue dialogue() {
    return dialogue;
  }
}
