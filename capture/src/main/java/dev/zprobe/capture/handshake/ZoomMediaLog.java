package dev.zprobe.capture.handshake;

import dev.zprobe.wire.ZoomMedia;
import dev.zprobe.wire.ZoomMediaHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Follows the messages between the native client and a media router, without garbage for media. */
final class ZoomMediaLog implements DatagramFollower {
  private static final int MOST_HELLOS = 64;
  private static final int MOST_PINGS = 64;
  private static final int NONE = -1;

  private final MessageLog hellos = new MessageLog(MOST_HELLOS);
  private final List<Long> helloKeys = new ArrayList<>(2);
  private final long[] pingKeys = new long[MOST_PINGS];
  private final long[] pingNanos = new long[MOST_PINGS];
  private final MediaStreams streams = new MediaStreams();
  private int version;
  private int helloCount;
  private int answered;
  private int pings;
  private int pongs;
  private long mediaPackets;
  private long bestRoundTrip = Long.MAX_VALUE;
  private long ackFrame = NONE;
  private long lastNanos;
  private long lastFrame;
  private boolean closed;
  private boolean madeUp;

  void add(ByteBuffer buffer, int offset, int length, Moment moment) {
    lastNanos = moment.nanos();
    lastFrame = moment.frame();
    switch (buffer.get(offset)) {
      case ZoomMedia.HELLO -> hello(buffer, offset, length, moment);
      case ZoomMedia.ACK -> ack(buffer, offset, length, moment);
      case ZoomMedia.PING -> ping(buffer, offset, length, moment);
      case ZoomMedia.PONG -> pong(buffer, offset, length, moment);
      case ZoomMedia.MEDIA -> media(buffer, offset, length, moment);
      default -> closed = true;
    }
  }

  private void hello(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (length < ZoomMedia.HELLO_HEADER_LENGTH) {
      return;
    }
    helloCount++;
    if (helloCount == 1) {
      madeUp =
          ZoomMedia.parse(buffer, offset, length).whole().stream()
              .anyMatch(each -> each instanceof ZoomMedia.Hello first && ZoomMedia.isMadeUp(first));
    }
    version = buffer.getShort(offset + 1) & 0xffff;
    if (helloKeys.size() < MOST_HELLOS) {
      helloKeys.add(key(buffer, offset, 27));
      hellos.add(ZoomMedia.HELLO, moment.fromA(), moment.frame(), moment.nanos());
    }
  }

  private void ack(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (length < ZoomMedia.ACK_LEAST_LENGTH) {
      return;
    }
    version = buffer.getShort(offset + 1) & 0xffff;
    int asked = helloKeys.indexOf(key(buffer, offset, 23));
    if (asked < 0) {
      return;
    }
    answered++;
    ackFrame = ackFrame == NONE ? moment.frame() : ackFrame;
    roundTrip(moment.nanos() - hellos.nanos(asked));
  }

  /** The connection id and the client's clock, folded: what an ack echoes. */
  private static long key(ByteBuffer buffer, int offset, int clockAt) {
    long id = buffer.getLong(offset + 3) * 31 + buffer.getLong(offset + 11);
    return id * 31 + buffer.getInt(offset + clockAt);
  }

  private void ping(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (length >= ZoomMedia.PING_LEAST_LENGTH) {
      int slot = pings++ % MOST_PINGS;
      pingKeys[slot] = pingKey(buffer, offset, moment.fromA());
      pingNanos[slot] = moment.nanos();
    }
  }

  private void pong(ByteBuffer buffer, int offset, int length, Moment moment) {
    if (length < ZoomMedia.PING_LEAST_LENGTH) {
      return;
    }
    pongs++;
    long key = pingKey(buffer, offset, !moment.fromA());
    for (int slot = 0; slot < Math.min(pings, MOST_PINGS); slot++) {
      if (pingKeys[slot] == key) {
        serverRoundTrip(moment, moment.nanos() - pingNanos[slot]);
        return;
      }
    }
  }

  /** The pong of the side next to the capture comes at once and measures nothing. */
  private void serverRoundTrip(Moment moment, long nanos) {
    boolean fromServer = hellos.size() == 0 || hellos.fromA(0) != moment.fromA();
    if (fromServer) {
      roundTrip(nanos);
    }
  }

  private void roundTrip(long nanos) {
    bestRoundTrip = nanos >= 0 ? Math.min(bestRoundTrip, nanos) : bestRoundTrip;
  }

  private static long pingKey(ByteBuffer buffer, int offset, boolean fromA) {
    return (buffer.getLong(offset + 1) * 31 + buffer.getInt(offset + 9)) * 2 + (fromA ? 1 : 0);
  }

  private void media(ByteBuffer buffer, int offset, int length, Moment moment) {
    mediaPackets++;
    int inner = ZoomMediaHeader.innerOffset(buffer, offset, length, version);
    if (inner < 0 || inner >= offset + length) {
      return;
    }
    int rtp = ZoomMediaHeader.rtpOffset(buffer, inner, offset + length);
    if (rtp >= 0) {
      streams.packet(ZoomMediaHeader.kind(buffer, inner), buffer, rtp, moment);
    }
  }

  @Override
  public ZoomMediaFacts facts() {
    List<Long> frames = new ArrayList<>(2);
    if (hellos.size() > 0) {
      frames.add(hellos.frame(0));
    }
    if (ackFrame != NONE) {
      frames.add(ackFrame);
    }
    return new ZoomMediaFacts(
        new ZoomMediaFacts.Greeting(helloCount, answered, madeUp, frames),
        pings,
        pongs,
        mediaPackets,
        bestRoundTrip == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(bestRoundTrip),
        streams.facts(),
        Optional.of(progress(frames)));
  }

  private HandshakeProgress progress(List<Long> frames) {
    boolean complete = answered > 0 || helloCount == 0 || mediaPackets > 0;
    String seen =
        closed
            ? "close"
            : mediaPackets > 0
                ? "media"
                : answered > 0 ? "hello ack" : pings > 0 ? "ping" : "hello";
    List<Long> shown = frames.isEmpty() ? List.of(lastFrame) : frames;
    HandshakeProgress.Trail trail = HandshakeProgress.Trail.of(shown, lastNanos);
    End awaited = hellos.size() > 0 ? hellos.from(0).other() : End.B;
    return complete
        ? HandshakeProgress.complete("zoomMedia", seen, trail)
        : HandshakeProgress.waiting("zoomMedia", seen, "hello ack", awaited, trail);
  }
}
