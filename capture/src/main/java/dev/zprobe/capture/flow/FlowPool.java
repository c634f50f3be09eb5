package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import java.util.ArrayList;
import java.util.List;

/**
 * Flows that are over, to be used again. A capture of a million small flows would otherwise spend
 * most of its time on collecting garbage that is just old enough to have been moved.
 */
final class FlowPool {
  private final List<TcpFlow> connections = new ArrayList<>();
  private final List<UdpFlow> datagrams = new ArrayList<>();

  TcpFlow tcp(long number, Decoded packet, Moment now) {
    TcpFlow flow =
        connections.isEmpty() ? new TcpFlow() : connections.remove(connections.size() - 1);
    flow.begin(number, packet, now);
    return flow;
  }

  UdpFlow udp(long number, Decoded packet, Moment now) {
    UdpFlow flow = datagrams.isEmpty() ? new UdpFlow() : datagrams.remove(datagrams.size() - 1);
    flow.begin(number, packet, now);
    return flow;
  }

  void giveBack(Flow flow) {
    flow.dialogue = Dialogue.NONE; // may hold much
    if (flow instanceof TcpFlow tcp) {
      connections.add(tcp);
    } else {
      datagrams.add((UdpFlow) flow);
    }
  }
}
