package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.Mark;
import dev.zprobe.capture.flow.Side;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.handshake.DnsFacts;
import dev.zprobe.capture.handshake.End;
import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.NtpFacts;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.observation.PathLadder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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

  private static final int ICMP_TIME_EXCEEDED = 11; // RFC 792
  private static final int ICMPV6_TIME_EXCEEDED = 3; // RFC 4443 section 3.3

  /** So often nobody asks who has an answer. */
  private static final int MANY_TRIES = 3;

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
    if (end.contains("alert") || view.statusForHello().isPresent()) {
      return true;
    }
    if (progress.awaited().isEmpty()) {
      return !end.isEmpty() || waited(view, progress, LEAST_WAIT_NANOS);
    }
    boolean awaitsA = progress.awaited().get() == End.A;
    TcpSide silent = awaitsA ? flow.a() : flow.b();
    TcpSide waiting = awaitsA ? flow.b() : flow.a();
    boolean hole = silent.lostSegments() > 0 && waiting.duplicateAcks() == 0;
    if (isCut(view, progress, silent)) {
      return false;
    }
    boolean beyond = waiting.acknowledgedUnseen() > 0 || silent.acknowledgedBeyond();
    if (beyond || hole && !wentWithout(progress, waiting)) {
      // What the waiting side acknowledges, or does not miss, it has got: the capture has not.
      return false;
    }
    if (progress.protocol().equals("tcp") && isDeclined(view)) {
      return false;
    }
    boolean reported = end.startsWith("icmp");
    if (reported && isAuthoritative(view)) {
      return true;
    }
    if (silent == view.client() && isDropped(view, progress, waiting)) {
      return false;
    }
    if (!end.isEmpty() && !reported) {
      return !left(view, progress, waiting) || hadWaited(view, progress);
    }
    if (progress.protocol().equals("tcp")) {
      return connection(view, progress, waiting);
    }
    return stalled(view, progress, silent, waiting);
  }

  /**
   * What is missing may be in what the capture cut off: a server's messages of TLS come together
   * and in turns, elsewhere an answer comes after its request.
   */
  private static boolean isCut(FlowView view, HandshakeProgress progress, TcpSide silent) {
    boolean flight = progress.protocol().equals("tls") && silent == view.server();
    long last = progress.trail().lastNanos().orElse(Long.MAX_VALUE);
    return silent.cutSince(flight ? silent.firstData().nanos() : last);
  }

  /**
   * A client that raced several connections, or only looked, resets the ones that it is offered.
   */
  private static boolean isDeclined(FlowView view) {
    TcpSide client = (TcpSide) view.client();
    TcpSide server = (TcpSide) view.server();
    return server.synAck().seen() && client.reset().seen() && !client.sentAgain();
  }

  /** It closed long after, and had acknowledged nothing: what a later segment skips never came. */
  private static boolean wentWithout(HandshakeProgress progress, TcpSide waiting) {
    long end = endOf(waiting);
    long last = progress.trail().lastNanos().orElse(end);
    return end != Long.MAX_VALUE && end - last >= THINKING_NANOS;
  }

  /** A server closes, in the end, what its client has answered with nothing but acknowledgments. */
  private static boolean isDropped(FlowView view, HandshakeProgress progress, TcpSide waiting) {
    boolean closed = view.endedByServer(progress.trail().endedBy().orElse(""));
    long end = endOf(waiting);
    return closed
        && !waiting.sentAgain()
        && end - progress.trail().lastNanos().orElse(end) >= THINKING_NANOS;
  }

  /** Whether a client ended it that waited for its server, or before it had heard of it. */
  private static boolean left(FlowView view, HandshakeProgress progress, TcpSide waiting) {
    if (view.endedByServer(progress.trail().endedBy().orElse(""))) {
      return false;
    }
    Mark answer = view.server().firstData();
    long end = endOf((TcpSide) view.client());
    return waiting == view.client() || answer.seen() && end < answer.nanos();
  }

  private static long endOf(TcpSide side) {
    long fin = side.fin().seen() ? side.fin().nanos() : Long.MAX_VALUE;
    return side.reset().seen() ? Math.min(fin, side.reset().nanos()) : fin;
  }

  /** People close what they no longer want; who gives up has asked again, or waited. */
  private static boolean hadWaited(FlowView view, HandshakeProgress progress) {
    TcpSide client = (TcpSide) view.client();
    long end = endOf(client);
    long last = progress.trail().lastNanos().orElse(end);
    long asked = last <= end ? last : client.firstData().nanos();
    return end - asked >= LEAST_WAIT_NANOS || client.sentAgain();
  }

  /** A SYN-ACK whose answer is not there was answered, unless it is sent again (RFC 9293 3.8.1). */
  private static boolean connection(FlowView view, HandshakeProgress progress, TcpSide waiting) {
    if (waiting.synAck().seen()) {
      boolean whole = ((TcpSide) view.client()).syn().seen();
      return whole && waiting.sentAgain();
    }
    return waiting.sentAgain() || waited(view, progress, THINKING_NANOS);
  }

  /** TCP sends again what is not acknowledged: without either, the capture is not whole. */
  private static boolean stalled(
      FlowView view, HandshakeProgress progress, TcpSide silent, TcpSide waiting) {
    boolean resent = waiting.sentAgain() && quiet(view, silent, LEAST_WAIT_NANOS);
    if (silent == view.client() || !waiting.firstData().seen()) {
      // Clients come and go; that one did not get its server's answer must show.
      return resent && !waiting.allAcknowledged() && waited(view, progress, LEAST_WAIT_NANOS);
    }
    // What was neither acknowledged nor sent again, the capture no longer shows.
    boolean acknowledged = waiting.firstDataAcknowledged().seen() && waiting.allAcknowledged();
    if (!acknowledged) {
      return resent && waited(view, progress, LEAST_WAIT_NANOS);
    }
    boolean thought =
        view.untilNanos() - waiting.firstDataAcknowledged().nanos() >= THINKING_NANOS
            && quiet(view, silent, THINKING_NANOS)
            && quiet(view, waiting, THINKING_NANOS);
    return thought && waited(view, progress, THINKING_NANOS);
  }

  /** For so long that side has sent nothing new: no part of an answer, no more of a request. */
  private static boolean quiet(FlowView view, TcpSide side, long nanos) {
    return !side.firstData().seen() || view.untilNanos() - side.newestNanos() >= nanos;
  }

  private static boolean udp(FlowView view) {
    HandshakeProgress progress = view.progress().orElseThrow();
    String end = progress.trail().endedBy().orElse("");
    boolean givenUp = end.startsWith(QuicFacts.CLOSE) && view.server().packets() == 0;
    if (!end.isEmpty() && !givenUp) {
      return end.contains("alert") || isRefusal(end) || isAuthoritative(view);
    }
    Optional<DnsFacts> dns = view.only(DnsFacts.class);
    if (dns.isPresent()) {
      return isDeaf(dns.get()) && waited(view, progress, THINKING_NANOS);
    }
    boolean asksOnce = view.only(NtpFacts.class).isPresent();
    return asksOnce && waited(view, progress, THINKING_NANOS)
        || persists(view, progress) && (insists(view) || waited(view, progress, LEAST_WAIT_NANOS));
  }

  /** Closed with an error before the keys were there (RFC 9000 section 20). */
  private static boolean isRefusal(String end) {
    return end.startsWith(QuicFacts.CLOSE) && !end.equals(QuicFacts.CLOSE + "0x0");
  }

  /** Long enough to tell, even where the capture ends with the last attempt. */
  private static boolean insists(FlowView view) {
    Side client = view.client();
    long span = client.lastData().nanos() - client.firstData().nanos();
    return view.server().packets() == 0 && span >= THINKING_NANOS;
  }

  /** Clients repeat a datagram once, soon, as a matter of course; who goes on has no answer. */
  private static boolean persists(FlowView view, HandshakeProgress progress) {
    Side client = view.client();
    if (view.server().packets() > 0) {
      return progress.trail().frames().size() >= MANY_TRIES && client.attempts() >= MANY_TRIES;
    }
    long span = client.lastData().nanos() - client.firstData().nanos();
    return client.attempts() >= MANY_TRIES || client.attempts() > 1 && span >= LEAST_WAIT_NANOS;
  }

  /** Nothing is answered, or an address is asked for in vain. */
  private static boolean isDeaf(DnsFacts dns) {
    Set<String> answered = new HashSet<>();
    for (DnsFacts.Exchange each : dns.exchanges()) {
      if (each.reply().isPresent()) {
        answered.add(each.question().name());
      }
    }
    for (DnsFacts.Exchange each : dns.exchanges()) {
      String type = each.question().type();
      boolean address = type.equals("A") || type.equals("AAAA");
      if (each.reply().isEmpty()
          && (answered.isEmpty() || address && !answered.contains(each.question().name()))) {
        return true;
      }
    }
    return false;
  }

  /** A client that refuses a late answer says nothing about its server. */
  private static boolean isAuthoritative(FlowView view) {
    boolean answered = view.server().packets() > 0;
    if (isLadder(view)) {
      return false;
    }
    for (IcmpError each : view.flow().icmpErrors()) {
      boolean toClient = !view.isClient(each.fromHigh(), each.fromLow());
      if (toClient && !answered) {
        return true;
      }
    }
    return false;
  }

  /** Packets that were sent to die on their way, to learn where: no handshake was meant. */
  private static boolean isLadder(FlowView view) {
    for (IcmpError each : view.flow().icmpErrors()) {
      int exceeded = each.ipVersion() == 4 ? ICMP_TIME_EXCEEDED : ICMPV6_TIME_EXCEEDED;
      if (each.type() == exceeded) {
        return view.client().timeToLive() <= PathLadder.HIGHEST_TTL;
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
