package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.TcpHeader;

/** Takes the segments of TCP flows: analysis, progress, and the bytes in order. */
final class TcpTracker {
  private static final int SYN_ACK = TcpHeader.SYN | TcpHeader.ACK;

  private final TcpProgress progress = new TcpProgress();
  private final Delivery delivery;

  TcpTracker(Delivery delivery) {
    this.delivery = delivery;
  }

  /** True for a SYN that opens a new connection on the ports of a flow that is known. */
  boolean beginsAnother(TcpFlow flow, Decoded packet) {
    if ((packet.flags() & SYN_ACK) != TcpHeader.SYN) {
      return false;
    }
    TcpSide from = flow.sentByA(packet) ? flow.a : flow.b;
    return from.baseKnown && packet.sequence() != from.base;
  }

  void segment(TcpFlow flow, TcpSide from, TcpSide to, Decoded packet, Moment now) {
    if (!packet.firstFragment() && !packet.brokenHeader()) {
      int lostBefore = from.lostSegments;
      long sentBefore = from.nextSequenceNanos;
      int nextBefore = from.nextSequence;
      int identificationBefore = from.lastIdentification;
      boolean resent = TcpAnalysis.segment(flow, from, to, packet, now);
      progress.segment(flow, from, to, packet, now);
      if (resent) {
        if (packet.sequence() - nextBefore < 0) {
          from.again(packet, identificationBefore, now.nanos - sentBefore);
        }
        // Which of the two was acknowledged is unknown (Karn's rule).
        from.sampling = false;
        if (packet.payloadLength() > 0 && from.retransmitted()) {
          flow.history('t', from);
        }
      }
      if (from.lostSegments > lostBefore && from.missed()) {
        flow.history('g', from);
      }
    }
    if (flow.following) {
      stream(flow, from, to, packet, now);
    }
  }

  private void stream(TcpFlow flow, TcpSide from, TcpSide to, Decoded packet, Moment now) {
    boolean fromA = from == flow.a;
    int sequence = packet.sequence();
    boolean syn = (packet.flags() & TcpHeader.SYN) != 0;
    int first = syn ? sequence + 1 : sequence;
    // A repeated SYN may come with another number: the peer takes the last one.
    if (!from.stream.started() || (syn && from.stream.untouched())) {
      from.stream.start(first);
    }
    if (to.synAcks > 1 && to.stream.untouched()) {
      choose(to, packet);
    }
    if ((packet.flags() & TcpHeader.ACK) != 0 && to.stream.waiting()) {
      delivery.to(flow, !fromA);
      to.stream.acknowledged(delivery, packet.acknowledgment());
    }
    boolean reset = (packet.flags() & TcpHeader.RST) != 0;
    if (packet.payloadLength() > 0 && !reset && flow.following) {
      delivery.to(flow, fromA).at(now.frame, now.nanos);
      delivery.of(
          packet.buffer(), packet.payloadAt(), packet.payloadLength(), packet.payloadCaptured());
      from.stream.segment(delivery, first);
    }
    if (!flow.following) {
      flow.a.stream.clear(delivery.pool);
      flow.b.stream.clear(delivery.pool);
    }
  }

  /** Of several answers with different numbers, the one counts that is acknowledged. */
  private static void choose(TcpSide server, Decoded packet) {
    int accepted = packet.acknowledgment() - 1;
    if (accepted == server.synAck().sequence() || accepted == server.lastSynAck().sequence()) {
      server.stream.start(accepted + 1);
    }
  }

  /** Gives out what still waits for bytes that never came. */
  void finish(TcpFlow flow) {
    flow.a.stream.finish(delivery.to(flow, true));
    flow.b.stream.finish(delivery.to(flow, false));
  }
}
