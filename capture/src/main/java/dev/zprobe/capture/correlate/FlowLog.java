package dev.zprobe.capture.correlate;

import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.packet.TcpHeader;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.IcmpError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one flow of a probe did on the wire. Guarded by its owner.
 *
 * <p>The history follows Zeek: upper case for this host, {@code s h a d f r}, {@code t} for a
 * retransmission, {@code a} and {@code d} and {@code t} once per direction.
 */
final class FlowLog {
  private static final int MOST_FRAMES = 256;

  private final List<Frame> frames = new ArrayList<>();
  private final List<IcmpError> icmpErrors = new ArrayList<>();
  private final StringBuilder history = new StringBuilder();
  private final Map<Character, Integer> lastSequence = new HashMap<>();
  private final int[] expected = new int[2];
  private final boolean[] anchored = new boolean[2];

  void packet(Decoded packet, long number, Instant time, boolean outgoing) {
    Content what = content(packet);
    letters(packet, what, outgoing);
    if (frames.size() < MOST_FRAMES) {
      frames.add(
          new Frame(number, time, outgoing, packet.timeToLive(), packet.identification(), what));
    }
  }

  void error(Decoded packet, long number, Instant time, IcmpError error) {
    if (frames.size() < MOST_FRAMES) {
      frames.add(
          new Frame(
              number,
              time,
              false,
              packet.timeToLive(),
              packet.identification(),
              Content.ICMP_ERROR));
      icmpErrors.add(error);
    }
  }

  List<Frame> frames() {
    return frames;
  }

  List<IcmpError> icmpErrors() {
    return icmpErrors;
  }

  String history() {
    return history.toString();
  }

  private static Content content(Decoded packet) {
    if (packet.outcome() == Outcome.UDP) {
      return Content.DATAGRAM;
    }
    int flags = packet.flags();
    if ((flags & TcpHeader.RST) != 0) {
      return Content.RESET;
    }
    if ((flags & TcpHeader.SYN) != 0) {
      return (flags & TcpHeader.ACK) != 0 ? Content.SYN_ACK : Content.SYN;
    }
    if (packet.payloadLength() > 0) {
      return Content.DATA;
    }
    return (flags & TcpHeader.FIN) != 0 ? Content.FIN : Content.ACK;
  }

  private void letters(Decoded packet, Content what, boolean outgoing) {
    switch (what) {
      case DATAGRAM -> once('d', outgoing);
      case SYN -> again('s', packet, outgoing);
      case SYN_ACK -> again('h', packet, outgoing);
      case RESET -> again('r', packet, outgoing);
      case ACK -> once('a', outgoing);
      case DATA, FIN -> {
        data(packet, outgoing);
        if ((packet.flags() & TcpHeader.FIN) != 0) {
          again('f', packet, outgoing);
        }
      }
      case ICMP_ERROR -> {
        // Not part of Zeek's history.
      }
    }
    if (packet.outcome() == Outcome.TCP) {
      advance(packet, outgoing);
    }
  }

  private void data(Decoded packet, boolean outgoing) {
    if (packet.payloadLength() == 0) {
      return;
    }
    int side = outgoing ? 0 : 1;
    once('d', outgoing);
    if (anchored[side] && packet.sequence() - expected[side] < 0) {
      once('t', outgoing);
    }
  }

  private void advance(Decoded packet, boolean outgoing) {
    int side = outgoing ? 0 : 1;
    int phantom = (packet.flags() & (TcpHeader.SYN | TcpHeader.FIN)) != 0 ? 1 : 0;
    int next = packet.sequence() + packet.payloadLength() + phantom;
    if (!anchored[side] || next - expected[side] > 0) {
      expected[side] = next;
      anchored[side] = true;
    }
  }

  private void once(char letter, boolean outgoing) {
    char cased = cased(letter, outgoing);
    if (history.indexOf(String.valueOf(cased)) < 0) {
      history.append(cased);
    }
  }

  /** Noted again when the sequence number is another. */
  private void again(char letter, Decoded packet, boolean outgoing) {
    char cased = cased(letter, outgoing);
    Integer before = lastSequence.put(cased, packet.sequence());
    if (before == null || before != packet.sequence()) {
      history.append(cased);
    }
  }

  private static char cased(char letter, boolean outgoing) {
    return outgoing ? Character.toUpperCase(letter) : letter;
  }
}
