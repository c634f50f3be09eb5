package dev.zprobe.capture.flow;

import dev.zprobe.capture.flow.EndpointHistory.State;
import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.TcpHeader;
import dev.zprobe.capture.packet.TcpOptions;

/** Follows a connection from its SYN to its end: flags, milestones, options, round trips. */
final class TcpProgress {
  private static final int SYN_ACK = TcpHeader.SYN | TcpHeader.ACK;
  private static final int FIN_ACK = TcpHeader.FIN | TcpHeader.ACK;
  private static final int MULTIPLE = TcpHeader.SYN | TcpHeader.FIN | TcpHeader.RST;

  private static final int SYN_WITH_DATA = TcpFlow.COMPLETE_SYN | TcpFlow.COMPLETE_DATA;

  /** RFC 7323 section 2.3. */
  private static final int LARGEST_SHIFT = 14;

  private final TcpOptions options = new TcpOptions();

  void segment(TcpFlow flow, TcpSide from, TcpSide to, Decoded packet, Moment now) {
    int flags = packet.flags();
    if ((flags & TcpHeader.SYN) != 0) {
      begin(flow, from, packet, now);
    }
    if ((flags & (TcpHeader.FIN | TcpHeader.RST)) != 0) {
      end(flow, from, packet, now);
    }
    completeness(flow, packet, now);
    history(flow, from, packet);
    states(from, to, packet);
    if ((flags & TcpHeader.RST) == 0) {
      from.hops(packet.timeToLive());
      identification(from, packet);
    }
    if ((flags & TcpHeader.SYN) != 0) {
      options(from, packet);
    }
    if (packet.payloadLength() > 0) {
      data(from, packet, now);
    }
    if ((flags & TcpHeader.ACK) != 0) {
      acknowledge(flow, from, to, packet, now);
    }
  }

  private static void begin(TcpFlow flow, TcpSide from, Decoded packet, Moment now) {
    boolean answer = (packet.flags() & TcpHeader.ACK) != 0;
    boolean firstOfFlow = !flow.originatorKnown();
    if (answer) {
      from.synAcks++;
      if (!from.synAck.seen()) {
        from.synAck = from.synAck.own().set(packet, now);
      } else {
        from.lastSynAck = from.lastSynAck.own().set(packet, now);
      }
    } else {
      from.syns++;
      flow.synNanos = now.nanos;
      if (!from.syn.seen()) {
        from.syn = from.syn.own().set(packet, now);
      } else {
        from.lastSyn = from.lastSyn.own().set(packet, now);
      }
    }
    boolean openedByB = (from == flow.b) != answer;
    if (firstOfFlow && openedByB && !flow.openedByB) {
      flow.flip();
    }
  }

  private static void end(TcpFlow flow, TcpSide from, Decoded packet, Moment now) {
    boolean byA = from == flow.a;
    if ((packet.flags() & TcpHeader.FIN) != 0) {
      from.fins++;
      if (!from.fin.seen()) {
        from.fin = from.fin.own().set(packet, now);
      }
      flow.cleanEnd(byA ? TcpFlow.Ending.FIN_BY_A : TcpFlow.Ending.FIN_BY_B);
    }
    if ((packet.flags() & TcpHeader.RST) != 0) {
      from.resets++;
      if (!from.reset.seen()) {
        from.reset = from.reset.own().set(packet, now);
      } else {
        from.lastReset = from.lastReset.own().set(packet, now);
      }
      if (packet.payloadLength() > 0) {
        from.resetsWithPayload++;
      }
      flow.cleanEnd(byA ? TcpFlow.Ending.RESET_BY_A : TcpFlow.Ending.RESET_BY_B);
    }
  }

  private static void completeness(TcpFlow flow, Decoded packet, Moment now) {
    int flags = packet.flags();
    int bits = 0;
    switch (flags & SYN_ACK) {
      case TcpHeader.SYN -> {
        if (now.frame == flow.firstFrame()) {
          bits = packet.payloadLength() > 0 ? SYN_WITH_DATA : TcpFlow.COMPLETE_SYN;
        }
      }
      case SYN_ACK -> bits |= TcpFlow.COMPLETE_SYN_ACK;
      case TcpHeader.ACK ->
          bits |= packet.payloadLength() > 0 ? TcpFlow.COMPLETE_DATA : TcpFlow.COMPLETE_ACK;
      default -> {}
    }
    if ((flags & FIN_ACK) == FIN_ACK) {
      bits |= TcpFlow.COMPLETE_FIN;
    }
    if ((flags & TcpHeader.RST) != 0) {
      bits |= TcpFlow.COMPLETE_RST;
    }
    flow.completeness |= bits;
  }

  private static void history(TcpFlow flow, TcpSide from, Decoded packet) {
    int flags = packet.flags();
    int sequence = packet.sequence();
    switch (flags & MULTIPLE) {
      case 0 -> {
        if (packet.payloadLength() > 0) {
          letter(flow, from, 'd', from.first(EndpointHistory.DATA));
        } else if ((flags & TcpHeader.ACK) != 0) {
          letter(flow, from, 'a', from.first(EndpointHistory.ACK));
        }
      }
      case TcpHeader.SYN -> {
        char letter = (flags & TcpHeader.ACK) != 0 ? 'h' : 's';
        letter(flow, from, letter, from.another(EndpointHistory.SYN, sequence));
      }
      case TcpHeader.FIN -> letter(flow, from, 'f', from.another(EndpointHistory.FIN, sequence));
      case TcpHeader.RST -> letter(flow, from, 'r', from.another(EndpointHistory.RST, sequence));
      default -> {
        boolean inconsistent = (flags & TcpHeader.SYN) == 0;
        letter(flow, from, inconsistent ? 'i' : 'q', from.first(EndpointHistory.MULTI));
      }
    }
    if (packet.window() == 0 && (flags & MULTIPLE) == 0 && from.closedWindow()) {
      flow.history('w', from);
    }
  }

  private static void letter(TcpFlow flow, TcpSide from, char letter, boolean write) {
    if (write) {
      flow.history(letter, from);
    }
  }

  private static void states(EndpointHistory from, EndpointHistory to, Decoded packet) {
    int flags = packet.flags();
    if ((flags & TcpHeader.RST) != 0) {
      from.become(State.RESET);
    } else if ((flags & TcpHeader.FIN) != 0) {
      if (from.state() != State.RESET) {
        from.become(State.CLOSED);
      }
    } else if ((flags & TcpHeader.SYN) != 0) {
      begin(from, to, (flags & TcpHeader.ACK) != 0);
    } else if (from.state() == State.INACTIVE) {
      from.become(to.state() == State.SYN_ACK_SENT ? State.ESTABLISHED : State.PARTIAL);
    }
  }

  private static void begin(EndpointHistory from, EndpointHistory to, boolean answer) {
    if (answer && to.state() == State.SYN_SENT) {
      from.become(State.ESTABLISHED);
      to.become(State.ESTABLISHED);
    } else if (from.state() == State.INACTIVE) {
      from.become(answer ? State.SYN_ACK_SENT : State.SYN_SENT);
    }
  }

  private static void identification(TcpSide from, Decoded packet) {
    int identification = packet.identification();
    if (from.lastIdentification >= 0) {
      int step = (identification - from.lastIdentification) & 0xffff;
      from.largestIdentificationStep = Math.max(from.largestIdentificationStep, step);
    }
    from.identificationUsed |= identification != 0;
    from.lastIdentification = identification;
  }

  private void options(TcpSide from, Decoded packet) {
    packet.tcpOptions(options);
    int shift = options.windowScale();
    from.maximumSegment = options.maximumSegment();
    from.windowShift = shift < 0 ? TcpSide.NOT_SCALING : Math.min(LARGEST_SHIFT, shift);
    from.sackPermitted = options.sackPermitted();
    from.timestamps = options.timestamps();
    from.fastOpen = options.fastOpen();
  }

  private static void data(TcpSide from, Decoded packet, Moment now) {
    int end = packet.sequence() + packet.payloadLength();
    if (!from.firstDataDone && from.firstData().frame() == now.frame) {
      from.firstDataEnd = end;
    }
    if (from.resets > 0 && (packet.flags() & TcpHeader.RST) == 0) {
      from.dataAfterReset++;
    }
    if (!from.sampling) {
      from.sampling = true;
      from.sampleEnd = end;
      from.sampleNanos = now.nanos;
    }
  }

  /** {@code from} acknowledges what {@code to} sent. */
  private static void acknowledge(
      TcpFlow flow, TcpSide from, TcpSide to, Decoded packet, Moment now) {
    int number = packet.acknowledgment();
    if (!to.acknowledgmentKnown || number - to.highestAcknowledgment > 0) {
      to.acknowledgmentKnown = true;
      to.highestAcknowledgment = number;
      to.highestAcknowledgmentFrame = now.frame;
      to.acknowledgedBeyond |= to.nextSequence != 0 && number - to.nextSequence > 0;
    }
    if (to.hasData() && !to.firstDataDone && number - to.firstDataEnd >= 0) {
      to.firstDataDone = true;
      to.firstDataAcknowledged = to.firstDataAcknowledged.own().set(packet, now);
    }
    if (to.sampling && number - to.sampleEnd >= 0) {
      to.sampling = false;
      sample(to, now.nanos - to.sampleNanos);
    }
    boolean third =
        flow.firstRoundTripNanos < 0
            && (packet.flags() & TcpHeader.SYN) == 0
            && to.synAcks > 0
            && from.syns > 0;
    if (third) {
      flow.firstRoundTripNanos = Math.max(0, now.nanos - flow.synNanos);
    }
  }

  private static void sample(TcpSide side, long nanos) {
    if (nanos >= 0) {
      side.roundTrips++;
      side.roundTripSum += nanos;
      side.shortestRoundTrip = Math.min(side.shortestRoundTrip, nanos);
      side.longestRoundTrip = Math.max(side.longestRoundTrip, nanos);
    }
  }
}
