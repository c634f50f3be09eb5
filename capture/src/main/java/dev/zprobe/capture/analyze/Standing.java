package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.Side;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.End;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.NtpFacts;

/**
 * What a capture allows to say of a handshake. A message that is not in the capture was not
 * necessarily missing on the wire: captures begin late, end early, drop packets, see one direction
 * or keep the first packets of each flow only. A failure is claimed where somebody says so (an
 * alert, a reset, an ICMP error) or where the frames show that the other side went on waiting.
 */
enum Standing {
  /** Nothing can be said: no handshake, or the middle of one. */
  UNKNOWN,
  COMPLETE,
  FAILED,
  /** It did not get through in this capture, which does not show that it did not at all. */
  UNDECIDED;

  /** Before this, an unanswered packet at the end of a capture is just not answered yet. */
  private static final long LEAST_WAIT_NANOS = 900_000_000L;

  /** A server that has a request may think about it so long. */
  private static final long THINKING_NANOS = 3_000_000_000L;

  static Standing of(FlowView view) {
    if (view.progress().isEmpty()) {
      return UNKNOWN;
    }
    HandshakeProgress progress = view.progress().get();
    if (progress.complete()) {
      return COMPLETE;
    }
    boolean failed = view.flow() instanceof TcpFlow tcp ? tcp(view, tcp, progress) : udp(view);
    return failed ? FAILED : UNDECIDED;
  }

  private static boolean tcp(FlowView view, TcpFlow flow, HandshakeProgress progress) {
    String end = progress.trail().endedBy().orElse("");
    if (end.contains("alert")) {
      return true;
    }
    if (progress.awaited().isEmpty()) {
      return !end.isEmpty() || waited(view, progress, LEAST_WAIT_NANOS);
    }
    boolean awaitsA = progress.awaited().get() == End.A;
    TcpSide silent = awaitsA ? flow.a() : flow.b();
    TcpSide waiting = awaitsA ? flow.b() : flow.a();
    if (waiting.acknowledgedUnseen() > 0) {
      // What the waiting side acknowledges it has got, whether the capture has it or not.
      return false;
    }
    if (!end.isEmpty()) {
      return !end.startsWith("icmp") || isAuthoritative(view);
    }
    if (progress.protocol().equals("tcp")) {
      return connection(view, progress, waiting);
    }
    return stalled(view, progress, silent, waiting);
  }

  /** A SYN-ACK whose answer is not there was answered, unless it is sent again (RFC 9293 3.8.1). */
  private static boolean connection(FlowView view, HandshakeProgress progress, TcpSide waiting) {
    if (waiting.synAck().seen()) {
      boolean whole = ((TcpSide) view.client()).syn().seen();
      return whole && waiting.synAcks() > 1;
    }
    return waiting.syns() > 1 || waited(view, progress, LEAST_WAIT_NANOS);
  }

  /** TCP sends again what is not acknowledged: without either, the capture is not whole. */
  private static boolean stalled(
      FlowView view, HandshakeProgress progress, TcpSide silent, TcpSide waiting) {
    boolean resent = waiting.retransmissions() > 0;
    if (silent == view.client() || !waiting.firstData().seen()) {
      // Clients come and go; that one did not get its server's answer must show.
      return resent && waited(view, progress, LEAST_WAIT_NANOS);
    }
    boolean acknowledged = waiting.firstDataAcknowledged().seen();
    return resent && waited(view, progress, LEAST_WAIT_NANOS)
        || acknowledged && waited(view, progress, THINKING_NANOS);
  }

  private static boolean udp(FlowView view) {
    HandshakeProgress progress = view.progress().orElseThrow();
    String end = progress.trail().endedBy().orElse("");
    if (!end.isEmpty()) {
      return end.contains("alert") || isAuthoritative(view);
    }
    Side asking =
        progress.awaited().filter(end1 -> end1 == End.A).isPresent()
            ? view.flow().b()
            : view.flow().a();
    boolean asksOnce = view.only(DnsFacts.class).isPresent() || view.only(NtpFacts.class).isPresent();
    boolean again = asking.packets() > 1;
    return again && waited(view, progress, LEAST_WAIT_NANOS)
        || asksOnce && waited(view, progress, THINKING_NANOS);
  }

  /** A client that refuses a late answer says nothing about its server. */
  private static boolean isAuthoritative(FlowView view) {
    boolean answered = view.server().packets() > 0;
    for (IcmpError each : view.flow().icmpErrors()) {
      boolean toClient = !view.isClient(each.fromHigh(), each.fromLow());
      if (toClient && !answered) {
        return true;
      }
    }
    return false;
  }

  /** The capture goes on for so long after the last message of the handshake. */
  private static boolean waited(FlowView view, HandshakeProgress progress, long nanos) {
    long last = progress.trail().lastNanos().orElse(view.flow().lastNanos());
    return view.untilNanos() - last >= nanos;
  }
}
