package dev.zprobe.capture.handshake;

import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.Mark;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.capture.flow.UdpFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How far a whole flow got: what TCP says and what the followers say, put together. */
public final class FlowProgress {
  private static final int MOST_FRAMES = 32;

  private FlowProgress() {}

  /**
   * The progress that a reader wants to see for a finished flow: the first layer that did not get
   * through, else the innermost that did. Empty where nothing can be claimed: packets in one
   * direction only of a conversation that must have had two, the middle of a connection, multicast.
   */
  public static Optional<HandshakeProgress> of(Flow flow) {
    return of(flow, facts(flow));
  }

  /** The same from facts that were already taken. */
  public static Optional<HandshakeProgress> of(Flow flow, List<ProtocolFacts> facts) {
    if (flow instanceof TcpFlow tcp) {
      return ofTcp(tcp, facts);
    }
    return innermost(facts, true).map(progress -> ended(progress, flow));
  }

  /** What the followers of a flow found; empty for a flow without payload. */
  public static List<ProtocolFacts> facts(Flow flow) {
    return flow.dialogue() instanceof Conversation conversation ? conversation.facts() : List.of();
  }

  private static Optional<HandshakeProgress> ofTcp(TcpFlow flow, List<ProtocolFacts> facts) {
    boolean data = flow.a().payloadBytes() > 0 || flow.b().payloadBytes() > 0;
    boolean connected = (flow.completeness() & (TcpFlow.COMPLETE_ACK | TcpFlow.COMPLETE_DATA)) != 0;
    if (!flow.midStream() && (!connected || !data)) {
      return Optional.of(ended(connection(flow, connected), flow));
    }
    Optional<HandshakeProgress> progress = innermost(facts, false);
    if (progress.isPresent() && !progress.get().complete() && flow.oneSided()) {
      // Data went one way over TCP, so that the other way was there: it was not captured.
      return Optional.empty();
    }
    return progress.map(known -> ended(known, flow));
  }

  /** RFC 9293 section 3.5. */
  private static HandshakeProgress connection(TcpFlow flow, boolean connected) {
    TcpSide opener = flow.openedByB() ? flow.b() : flow.a();
    TcpSide answerer = flow.openedByB() ? flow.a() : flow.b();
    End openerEnd = flow.openedByB() ? End.B : End.A;
    List<Long> frames = new ArrayList<>();
    add(frames, opener.syn());
    add(frames, opener.lastSyn());
    add(frames, answerer.synAck());
    add(frames, answerer.lastSynAck());
    boolean answered = answerer.synAck().seen();
    Mark last = answered ? answerer.lastSynAck() : opener.lastSyn();
    HandshakeProgress.Trail trail = HandshakeProgress.Trail.of(frames, last.nanos());
    if (answered && connected || opener.acknowledged()) {
      // Who acknowledges has got a SYN-ACK, also where the capture has not.
      return HandshakeProgress.complete("tcp", "ACK", trail);
    }
    return answered
        ? HandshakeProgress.waiting("tcp", "SYN-ACK", "ACK", openerEnd, trail)
        : HandshakeProgress.waiting("tcp", "SYN", "SYN-ACK", openerEnd.other(), trail);
  }

  private static void add(List<Long> frames, Mark mark) {
    if (mark.seen() && !frames.contains(mark.frame())) {
      frames.add(mark.frame());
    }
  }

  /** Over UDP protocols stand side by side: the one that carries the others' purpose counts. */
  private static Optional<HandshakeProgress> innermost(List<ProtocolFacts> facts, boolean udp) {
    Optional<HandshakeProgress> chosen = Optional.empty();
    int best = -1;
    for (int i = 0; i < facts.size(); i++) {
      Optional<HandshakeProgress> progress = facts.get(i).progress();
      int rank = udp ? rank(facts.get(i)) : i;
      if (progress.isPresent() && rank > best) {
        chosen = progress;
        best = rank;
        if (!udp && !progress.get().complete()) {
          return chosen;
        }
      }
    }
    return chosen;
  }

  private static int rank(ProtocolFacts facts) {
    if (facts instanceof TlsFacts) {
      return 4;
    }
    if (facts instanceof QuicFacts || facts instanceof ZoomMediaFacts) {
      return 3;
    }
    return facts instanceof StunFacts ? 2 : 1;
  }

  private static HandshakeProgress ended(HandshakeProgress progress, Flow flow) {
    HandshakeProgress.Trail trail = progress.trail();
    Optional<String> endedBy = trail.endedBy().or(() -> transportEnd(flow));
    OptionalLong waited = OptionalLong.empty();
    List<Long> frames = new ArrayList<>(trail.frames());
    if (!progress.complete()) {
      addEnd(frames, flow);
      if (trail.lastNanos().isPresent()) {
        long nanos = flow.lastNanos() - trail.lastNanos().getAsLong();
        waited = OptionalLong.of(Math.max(0, nanos));
      }
    }
    HandshakeProgress.Lost lost =
        progress.complete() ? HandshakeProgress.Lost.UNKNOWN : lost(progress, flow);
    return progress.with(
        lost, new HandshakeProgress.Trail(frames, trail.lastNanos(), waited, endedBy));
  }

  private static void addEnd(List<Long> frames, Flow flow) {
    if (flow instanceof TcpFlow tcp && frames.size() < MOST_FRAMES) {
      switch (tcp.ending()) {
        case FIN_BY_A -> add(frames, tcp.a().fin());
        case FIN_BY_B -> add(frames, tcp.b().fin());
        case RESET_BY_A -> add(frames, tcp.a().reset());
        case RESET_BY_B -> add(frames, tcp.b().reset());
        case OPEN -> {}
      }
    }
    for (IcmpError each : flow.icmpErrors()) {
      if (frames.size() < MOST_FRAMES && !frames.contains(each.frame())) {
        frames.add(each.frame());
      }
    }
    frames.sort(Long::compare);
  }

  private static Optional<String> transportEnd(Flow flow) {
    if (flow instanceof UdpFlow || flow instanceof TcpFlow tcp && isOpen(tcp)) {
      return flow.icmpErrors().isEmpty()
          ? Optional.empty()
          : Optional.of(icmp(flow.icmpErrors().get(0)));
    }
    return switch (((TcpFlow) flow).ending()) {
      case FIN_BY_A -> Optional.of("a fin");
      case FIN_BY_B -> Optional.of("b fin");
      case RESET_BY_A -> Optional.of("a rst");
      case RESET_BY_B -> Optional.of("b rst");
      case OPEN -> Optional.empty();
    };
  }

  private static boolean isOpen(TcpFlow flow) {
    return flow.ending() == TcpFlow.Ending.OPEN;
  }

  private static String icmp(IcmpError error) {
    return "icmp " + error.type() + "/" + error.code();
  }

  /**
   * Only what frames prove: a SYN-ACK repeated after its answer left; data that the other side asks
   * for again; a hole in what came.
   */
  private static HandshakeProgress.Lost lost(HandshakeProgress progress, Flow flow) {
    if (!(flow instanceof TcpFlow tcp) || progress.awaited().isEmpty()) {
      return HandshakeProgress.Lost.UNKNOWN;
    }
    End awaited = progress.awaited().get();
    TcpSide silent = awaited == End.A ? tcp.a() : tcp.b();
    TcpSide waiting = awaited == End.A ? tcp.b() : tcp.a();
    boolean missed = waiting.duplicateAcks() > 0;
    boolean holeInAnswer = missed && silent.lostSegments() > silent.outOfOrder();
    boolean answerRepeated =
        waiting.firstData().seen()
            && silent.lastSynAck().seen()
            && silent.lastSynAck().nanos() > waiting.firstData().nanos();
    boolean unacknowledged = waiting.firstData().seen() && !waiting.firstDataAcknowledged().seen();
    boolean askedAgain = unacknowledged && silent.duplicateAcks() > 0;
    if (answerRepeated || askedAgain) {
      return awaited == End.B ? HandshakeProgress.Lost.A_TO_B : HandshakeProgress.Lost.B_TO_A;
    }
    if (holeInAnswer) {
      return awaited == End.B ? HandshakeProgress.Lost.B_TO_A : HandshakeProgress.Lost.A_TO_B;
    }
    return HandshakeProgress.Lost.UNKNOWN;
  }
}
