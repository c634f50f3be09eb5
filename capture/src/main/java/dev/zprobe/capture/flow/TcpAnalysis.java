package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.TcpHeader;

/**
 * Says of each segment whether it is a retransmission, out of order, a keep-alive and so on, by the
 * definitions of Wireshark's user guide ("TCP Analysis") and in its order of precedence, so that an
 * engineer finds the same numbers there.
 */
final class TcpAnalysis {
  // Kept of the last segment of each side.
  private static final int KEEP_ALIVE = 1;
  private static final int ZERO_WINDOW_PROBE = 2;

  private static final int SYN_FIN = TcpHeader.SYN | TcpHeader.FIN;
  private static final int SYN_FIN_RST = SYN_FIN | TcpHeader.RST;

  private static final long FAST_RETRANSMISSION_NANOS = 20_000_000;
  private static final long REORDERING_NANOS = 3_000_000;

  private TcpAnalysis() {}

  /**
   * Takes one segment of {@code from}.
   *
   * @return true when it carries bytes that were sent before
   */
  static boolean segment(TcpFlow flow, TcpSide from, TcpSide to, Decoded packet, Moment now) {
    bases(from, to, packet);
    int marks = 0;
    boolean probe =
        packet.payloadLength() == 1 && packet.sequence() == from.nextSequence && to.lastWindow == 0;
    if (probe) {
      from.zeroWindowProbes++;
      marks = ZERO_WINDOW_PROBE;
    } else {
      marks = window(from, to, packet);
    }
    acknowledgment(from, to, packet);
    boolean resent = false;
    boolean occupies = packet.payloadLength() > 0 || (packet.flags() & SYN_FIN) != 0;
    if (occupies && (marks & KEEP_ALIVE) == 0) {
      resent = Retransmissions.judge(flow, from, to, packet, now);
    }
    advance(from, packet, now, probe);
    if (flow.openingNanos == 0 && flow.synNanos != 0 && plainAcknowledgment(packet)) {
      flow.openingNanos = now.nanos - flow.synNanos;
    }
    from.lastWindow = packet.window();
    from.windowUnscaled = (packet.flags() & TcpHeader.SYN) != 0;
    from.lastAcknowledgment = packet.acknowledgment();
    from.lastAcknowledgmentNanos = now.nanos;
    from.lastFlags = marks;
    return resent;
  }

  private static boolean plainAcknowledgment(Decoded packet) {
    return (packet.flags() & (TcpHeader.SYN | TcpHeader.ACK)) == TcpHeader.ACK;
  }

  private static void bases(TcpSide from, TcpSide to, Decoded packet) {
    boolean syn = (packet.flags() & TcpHeader.SYN) != 0;
    if (!from.baseKnown) {
      from.baseKnown = true;
      from.base = syn ? packet.sequence() : packet.sequence() - 1;
    }
    if (!to.baseKnown && (packet.flags() & TcpHeader.ACK) != 0) {
      to.baseKnown = true;
      to.base = packet.acknowledgment() - 1;
    }
  }

  /** Everything that looks at windows and at repeated numbers; answers the marks to remember. */
  private static int window(TcpSide from, TcpSide to, Decoded packet) {
    int flags = packet.flags();
    int length = packet.payloadLength();
    int sequence = packet.sequence();
    boolean plain = (flags & SYN_FIN_RST) == 0;
    if (packet.window() == 0 && plain) {
      from.zeroWindows++;
    }
    boolean known = from.nextSequence != 0;
    if (known && sequence - from.nextSequence > 0 && (flags & TcpHeader.RST) == 0) {
      from.lostSegments++;
    }
    int marks = 0;
    if (length <= 1 && sequence == from.nextSequence - 1 && plain) {
      from.keepAlives++;
      marks = KEEP_ALIVE;
    }
    if (length > 0 && plain && fillsWindow(from, to, sequence + length)) {
      from.windowFull++;
    }
    if (length == 0 && plain && sequence == from.nextSequence) {
      repeated(from, to, packet);
    }
    return marks;
  }

  private static boolean fillsWindow(TcpSide from, TcpSide to, int end) {
    if (to.windowShift == TcpSide.NO_SYN_SEEN) {
      return false;
    }
    // Scaling holds only when both sides announced it, and not for the window of a SYN itself.
    boolean scaled = !to.windowUnscaled && from.windowShift != TcpSide.NOT_SCALING;
    int shift = scaled ? Math.max(0, to.windowShift) : 0;
    return end == to.lastAcknowledgment + (to.lastWindow << shift);
  }

  /** An empty segment where the next byte is expected: an acknowledgment of some kind. */
  private static void repeated(TcpSide from, TcpSide to, Decoded packet) {
    boolean sameWindow = packet.window() == from.lastWindow;
    int number = packet.acknowledgment();
    if (packet.window() == 0) {
      boolean probed = (to.lastFlags & ZERO_WINDOW_PROBE) != 0;
      if (sameWindow && probed && number == from.lastAcknowledgment + 1) {
        // Some receivers take the probe's byte, which shows only now.
        to.nextSequence = number;
        to.highestToAcknowledge = number;
      }
    } else if (number == from.lastAcknowledgment) {
      if (!sameWindow) {
        from.windowUpdates++;
      } else if ((to.lastFlags & KEEP_ALIVE) != 0) {
        from.keepAliveAcks++;
      } else {
        from.duplicateAckRun = Math.max(0, from.duplicateAckRun) + 1;
        from.duplicateAcks++;
      }
    }
  }

  private static void acknowledgment(TcpSide from, TcpSide to, Decoded packet) {
    int number = packet.acknowledgment();
    if (number != from.lastAcknowledgment) {
      from.duplicateAckRun = 0;
    }
    boolean acknowledges = (packet.flags() & TcpHeader.ACK) != 0;
    if (acknowledges && to.highestToAcknowledge != 0 && number - to.highestToAcknowledge > 0) {
      unseen(from, to);
    }
  }

  /**
   * Beyond everything that was seen. Where not even a hole was seen, it is said once until the
   * other side acknowledges something else, as Wireshark has it.
   */
  private static void unseen(TcpSide from, TcpSide to) {
    if (to.highestToAcknowledge - to.nextSequence < 0) {
      to.highestToAcknowledge = to.nextSequence;
      from.acknowledgedUnseen++;
      return;
    }
    if (to.duplicateAckRun == 0) {
      from.acknowledgedUnseen++;
    }
    to.duplicateAckRun = TcpSide.UNSEEN_SAID;
  }

  private static void advance(TcpSide from, Decoded packet, Moment now, boolean probe) {
    int length = packet.payloadLength();
    int next = packet.sequence() + length;
    if ((packet.flags() & SYN_FIN) != 0) {
      next++;
    }
    if (!probe && (from.nextSequence == 0 || next - from.nextSequence > 0)) {
      from.nextSequence = next;
      from.nextSequenceNanos = now.nanos;
    }
    boolean joins =
        from.highestToAcknowledge == 0 || packet.sequence() == from.highestToAcknowledge;
    if (!probe && joins) {
      from.highestToAcknowledge = from.nextSequence;
    }
  }

  /** What a segment is that does not move the sequence numbers on. */
  private static final class Retransmissions {
    private Retransmissions() {}

    static boolean judge(TcpFlow flow, TcpSide from, TcpSide to, Decoded packet, Moment now) {
      int length = packet.payloadLength();
      int sequence = packet.sequence();
      int end = sequence + length;
      boolean behind = from.nextSequence != 0 && sequence - from.nextSequence < 0;
      if (length > 1 && from.nextSequence - 1 == sequence) {
        // A probe of a closed window sent its first byte before; the rest is new.
        behind = false;
      }
      if (length > 0 && to.lastAcknowledgment != 0 && end - to.lastAcknowledgment <= 0) {
        from.spuriousRetransmissions++;
        from.retransmissions++;
        return true;
      }
      if (!behind) {
        return false;
      }
      if (fast(to, packet, now)) {
        from.fastRetransmissions++;
        from.retransmissions++;
        return true;
      }
      // A round trip, as far as it is known: Wireshark asks for no SYN-ACK.
      long patience = flow.openingNanos > 0 ? flow.openingNanos : REORDERING_NANOS;
      int occupied = (packet.flags() & SYN_FIN) != 0 ? end + 1 : end;
      if (within(patience, now.nanos - from.nextSequenceNanos) && from.nextSequence != occupied) {
        from.outOfOrder++;
        return false;
      }
      from.retransmissions++;
      return true;
    }

    private static boolean fast(TcpSide to, Decoded packet, Moment now) {
      return to.duplicateAckRun >= 2
          && to.lastAcknowledgment == packet.sequence()
          && within(FAST_RETRANSMISSION_NANOS, now.nanos - to.lastAcknowledgmentNanos);
    }

    /** Where time runs backwards in a capture, nothing is close to anything. */
    private static boolean within(long limit, long elapsed) {
      return elapsed >= 0 && elapsed < limit;
    }
  }
}
