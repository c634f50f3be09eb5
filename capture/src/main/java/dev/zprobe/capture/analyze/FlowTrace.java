package dev.zprobe.capture.analyze;

import dev.zprobe.capture.flow.Mark;
import dev.zprobe.capture.flow.Side;
import dev.zprobe.capture.flow.TcpFlow;
import dev.zprobe.capture.flow.TcpSide;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the capture shows of one flow: its landmarks with their times, other packets by number. */
final class FlowTrace {
  /** RFC 6298 begins with a second; timers are not exact. */
  private static final long SHORTEST_REPEAT_NANOS = 500_000_000L;

  private FlowTrace() {}

  static Trace of(FlowView view) {
    List<Frame> frames = new ArrayList<>();
    numbers(view, view.client(), true, frames);
    numbers(view, view.server(), false, frames);
    List<IcmpError> errors = new ArrayList<>();
    for (dev.zprobe.capture.flow.IcmpError each : view.flow().icmpErrors()) {
      errors.add(
          new IcmpError(
              FlowAddress.of(each.ipVersion(), each.fromHigh(), each.fromLow()),
              each.type(),
              each.code()));
      frames.add(
          new Frame(
              each.frame(), time(each.nanos()), false, each.timeToLive(), 0, Content.ICMP_ERROR));
    }
    frames.sort(Comparator.comparingLong(Frame::number));
    order(frames, time(view.flow().startNanos()));
    String history = view.tcp().map(TcpFlow::history).orElse("");
    return new Trace(true, history, frames, errors);
  }

  /** What the client has of a connection whose answers do not get to it. */
  static Trace withoutAnswers(Trace trace) {
    List<Frame> frames =
        trace.frames().stream().filter(each -> each.what() != Content.SYN_ACK).toList();
    return new Trace(trace.captured(), trace.history(), frames, trace.icmpErrors());
  }

  /**
   * What belongs to a hello that was sent through a proxy: what was said to the proxy before says
   * nothing of its fate, and that the proxy has got it does not tell who else has.
   *
   * @param hello the frame with its end
   */
  static Trace tunnelled(Trace trace, long hello) {
    List<Frame> frames = new ArrayList<>();
    for (Frame each : trace.frames()) {
      boolean before = each.what() == Content.DATA || each.what() == Content.ACK;
      if (each.number() == hello) {
        frames.add(as(Content.DATA, each));
      } else if (each.number() > hello || !before) {
        frames.add(each);
      }
    }
    Trace tunnelled = new Trace(trace.captured(), trace.history(), frames, trace.icmpErrors());
    if (tunnelled.dataArrived().filter(arrived -> arrived).isEmpty()) {
      return tunnelled;
    }
    frames.replaceAll(
        each -> each.outgoing() && each.what() == Content.DATA ? as(Content.ACK, each) : each);
    return new Trace(trace.captured(), trace.history(), frames, trace.icmpErrors());
  }

  /**
   * Of a request that never arrived as a whole: acknowledgments of parts are no sign that it did.
   *
   * @param first frame of the request
   */
  static Trace unheard(Trace trace, long first) {
    List<Frame> frames =
        trace.frames().stream()
            .filter(each -> each.outgoing() || each.number() < first || each.what() != Content.ACK)
            .toList();
    return new Trace(trace.captured(), trace.history(), frames, trace.icmpErrors());
  }

  /** Hop counts begin at a round number: it was captured at its sender, or beside it. */
  static boolean isFresh(int timeToLive) {
    return timeToLive == 64 || timeToLive == 128 || timeToLive == 255;
  }

  private static Frame as(Content what, Frame each) {
    return new Frame(
        each.number(), each.time(), each.timed(), each.outgoing(), each.ttl(), each.ipId(), what);
  }

  /** Of a frame without a time it is known that it is no earlier than those before it. */
  private static void order(List<Frame> frames, Instant start) {
    Instant last = start;
    for (int i = 0; i < frames.size(); i++) {
      Frame each = frames.get(i);
      if (each.timed()) {
        last = each.time().isAfter(last) ? each.time() : last;
      } else {
        frames.set(
            i,
            new Frame(
                each.number(), last, false, each.outgoing(), each.ttl(), each.ipId(), each.what()));
      }
    }
  }

  /** Landmarks with what they carried, other packets by number only. */
  private static void numbers(FlowView view, Side side, boolean outgoing, List<Frame> frames) {
    Map<Long, Frame> marked = new LinkedHashMap<>();
    if (side instanceof TcpSide tcp) {
      mark(tcp.syn(), outgoing, Content.SYN, marked);
      if (isRepeat(tcp, outgoing ? view.server() : view.client())) {
        mark(tcp.lastSyn(), outgoing, Content.SYN, marked);
      }
      mark(tcp.synAck(), outgoing, Content.SYN_ACK, marked);
      mark(tcp.lastSynAck(), outgoing, Content.SYN_ACK, marked);
      mark(tcp.firstData(), outgoing, Content.DATA, marked);
      mark(tcp.lastData(), outgoing, Content.DATA, marked);
      mark(tcp.fin(), outgoing, Content.FIN, marked);
      mark(tcp.reset(), outgoing, Content.RESET, marked);
      unheard(tcp, outgoing ? view.server() : view.client(), outgoing, marked);
      beyondHole(tcp, outgoing, marked);
    }
    Content other = view.flow().udp() ? Content.DATAGRAM : Content.ACK;
    if (side instanceof TcpSide opener && opener.syns() == opener.packets() && opener.sentAgain()) {
      other = Content.SYN;
    }
    for (long number : side.frames()) {
      if (!marked.containsKey(number)) {
        marked.put(number, untimed(number, side, outgoing, other));
      }
    }
    frames.addAll(marked.values());
  }

  /** What is sent again and again after the other side's last word is data, of which two count. */
  private static void unheard(TcpSide side, Side other, boolean outgoing, Map<Long, Frame> marked) {
    if (!side.sentAgain() || side.allAcknowledged() || !side.lastData().seen()) {
      return;
    }
    long heard = Arrays.stream(other.frames()).max().orElse(0);
    long last = side.lastData().frame();
    Arrays.stream(side.frames())
        .filter(number -> number > heard && number < last)
        .max()
        .ifPresent(
            number -> marked.putIfAbsent(number, untimed(number, side, outgoing, Content.DATA)));
  }

  /** A segment that skips bytes shows that they were sent. */
  private static void beyondHole(TcpSide side, boolean outgoing, Map<Long, Frame> marked) {
    if (side.lostSegments() > 0 && !side.firstData().seen()) {
      long[] frames = side.frames();
      long last = frames[frames.length - 1];
      marked.putIfAbsent(last, untimed(last, side, outgoing, Content.DATA));
    }
  }

  /** Not one that is in the capture twice, nor one that an eager client sends beside the first. */
  private static boolean isRepeat(TcpSide opener, Side other) {
    long after = opener.lastSyn().nanos() - opener.syn().nanos();
    boolean open =
        !(other instanceof TcpSide answerer)
            || !answerer.synAck().seen()
            || opener.lastSyn().nanos() < answerer.synAck().nanos();
    return after >= SHORTEST_REPEAT_NANOS && open;
  }

  private static void mark(Mark mark, boolean outgoing, Content what, Map<Long, Frame> marked) {
    if (mark.seen()) {
      marked.putIfAbsent(
          mark.frame(),
          new Frame(
              mark.frame(),
              time(mark.nanos()),
              outgoing,
              mark.timeToLive(),
              mark.identification(),
              what));
    }
  }

  /** Of most packets no more than the number is kept. */
  private static Frame untimed(long number, Side side, boolean outgoing, Content what) {
    int hops = Math.max(0, side.timeToLive());
    return new Frame(number, Instant.MIN, false, outgoing, hops, 0, what);
  }

  private static Instant time(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
