package dev.zprobe.capture.path;

import dev.zprobe.capture.source.Frame;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Reply;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One connection of a captured ladder: what was sent with a small TTL, and what came back. */
final class Trial {
  private static final int MOST_FRAMES = 16;

  private final FiveTuple flow;
  private final int ttl;
  private final long sentNanos;
  private final byte[] payload;
  private final List<dev.zprobe.observation.Frame> frames = new ArrayList<>();
  private Optional<Hop> peer = Optional.empty();
  private Optional<Hop> router = Optional.empty();
  private boolean over;

  Trial(FiveTuple flow, int ttl, Frame frame, byte[] payload) {
    this.flow = flow;
    this.ttl = ttl;
    this.sentNanos = frame.nanos();
    this.payload = payload;
    note(frame, true, ttl, Content.DATA);
  }

  /** After the client closed or began again, what comes back is no answer to the packet. */
  void sentMore(long nanos, boolean ends, boolean data) {
    over |= ends || data && nanos - sentNanos > Duration.ofSeconds(1).toNanos();
  }

  void peer(Frame frame, Reply reply, int arrivalTtl) {
    if (over || reply == Reply.SILENT || frame.nanos() < sentNanos) {
      return;
    }
    Content what =
        switch (reply) {
          case RESET -> Content.RESET;
          case FIN -> Content.FIN;
          case ANSWER, TIME_EXCEEDED, UNREACHABLE, SILENT -> Content.DATA;
        };
    note(frame, false, arrivalTtl, what);
    if (peer.isEmpty()) {
      String note = "it arrived with TTL " + arrivalTtl;
      peer =
          Optional.of(
              new Hop(ttl, reply, Optional.of(flow.remote().address()), since(frame), note));
    }
  }

  void error(Frame frame, InetAddress from, int type, int code) {
    if (router.isPresent()) {
      return;
    }
    IcmpError error = new IcmpError(from, type, code);
    boolean expired = error.meaning() == IcmpError.Meaning.TIME_EXCEEDED;
    note(frame, false, 0, Content.ICMP_ERROR);
    router =
        Optional.of(
            new Hop(
                ttl,
                expired ? Reply.TIME_EXCEEDED : Reply.UNREACHABLE,
                Optional.of(from),
                since(frame),
                expired ? "" : error.text()));
  }

  /** Where both came, the packet went on past a device beside the path that answered it. */
  Hop hop() {
    if (peer.isPresent() && router.isPresent() && peer.get().reply() != Reply.ANSWER) {
      Hop end = peer.get();
      String note =
          end.note() + "; the router's time exceeded came as well: the sender is beside the path";
      return new Hop(ttl, end.reply(), end.from(), end.roundTrip(), note);
    }
    return peer.or(() -> router)
        .orElseGet(() -> new Hop(ttl, Reply.SILENT, Optional.empty(), Duration.ZERO, ""));
  }

  /** The router that answered, also where a reset came beside it. */
  Optional<InetAddress> router() {
    return router.flatMap(Hop::from);
  }

  FiveTuple flow() {
    return flow;
  }

  int ttl() {
    return ttl;
  }

  byte[] payload() {
    return payload;
  }

  Instant started() {
    return instant(sentNanos);
  }

  List<dev.zprobe.observation.Frame> frames() {
    return List.copyOf(frames);
  }

  private void note(Frame frame, boolean outgoing, int seenTtl, Content what) {
    if (frames.size() < MOST_FRAMES) {
      frames.add(
          new dev.zprobe.observation.Frame(
              frame.number(), instant(frame.nanos()), outgoing, seenTtl, 0, what));
    }
  }

  private Duration since(Frame frame) {
    return Duration.ofNanos(Math.max(0, frame.nanos() - sentNanos));
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
