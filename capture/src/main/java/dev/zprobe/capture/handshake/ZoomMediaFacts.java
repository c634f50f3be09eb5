package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What passed between the native client and a media router on a UDP flow. */
public record ZoomMediaFacts(
    Greeting greeting,
    int pings,
    int pongs,
    long mediaPackets,
    OptionalLong roundTripNanos,
    List<Stream> streams,
    Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /**
   * Hellos and their answers.
   *
   * @param answered acks that echo a hello of this flow
   * @param madeUp the first is a probe's, to which a media router owes no answer
   * @param frames of the first hello and of the first ack, in order
   */
  public record Greeting(int hellos, int answered, boolean madeUp, List<Long> frames) {
    public Greeting {
      frames = List.copyOf(frames);
    }
  }

  /**
   * One RTP stream.
   *
   * @param kind {@code audio}, {@code video}, {@code share}, or one of them with {@code -fec}
   * @param ssrc 0 to 2^32 - 1
   */
  public record Stream(
      End from, String kind, long ssrc, long packets, long lost, double jitterMillis) {}

  public ZoomMediaFacts {
    streams = List.copyOf(streams);
  }
}
