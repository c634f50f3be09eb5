package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a handshake got.
 *
 * @param protocol such as {@code tls}, {@code stun}
 * @param complete whether both sides have what they need to go on
 * @param lastSeen the last message of the handshake that is in the capture, as its RFC calls it
 * @param missing the first message that should have followed and is not there
 * @param awaited who should have sent it
 * @param lost in which direction a message was lost
 * @param trail the frames and the waiting
 */
public record HandshakeProgress(
    String protocol,
    boolean complete,
    Optional<String> lastSeen,
    Optional<String> missing,
    Optional<End> awaited,
    Lost lost,
    Trail trail) {

  /** In which direction something was lost; claimed only where frames show it. */
  public enum Lost {
    A_TO_B("a-to-b"),
    B_TO_A("b-to-a"),
    UNKNOWN("unknown");

    private final String text;

    Lost(String text) {
      this.text = text;
    }

    /** As in the flow listing. */
    public String text() {
      return text;
    }
  }

  /**
   * Where to look.
   *
   * @param frames of the messages that show the state, in order, at most 32
   * @param lastNanos when the last message was seen, since the epoch
   * @param waitedNanos from the last message seen to the end of the flow, where one is missing
   * @param endedBy such as {@code b rst}, {@code a fin}, {@code b alert handshake_failure}
   */
  public record Trail(
      List<Long> frames,
      OptionalLong lastNanos,
      OptionalLong waitedNanos,
      Optional<String> endedBy) {
    public Trail {
      frames = List.copyOf(frames);
    }

    static Trail of(List<Long> frames, long lastNanos) {
      return new Trail(frames, OptionalLong.of(lastNanos), OptionalLong.empty(), Optional.empty());
    }

    Trail endedBy(Optional<String> how) {
      return new Trail(frames, lastNanos, waitedNanos, how);
    }
  }

  static HandshakeProgress complete(String protocol, String lastSeen, Trail trail) {
    return new HandshakeProgress(
        protocol,
        true,
        Optional.of(lastSeen),
        Optional.empty(),
        Optional.empty(),
        Lost.UNKNOWN,
        trail);
  }

  static HandshakeProgress waiting(
      String protocol, String lastSeen, String missing, End awaited, Trail trail) {
    return new HandshakeProgress(
        protocol,
        false,
        Optional.of(lastSeen),
        Optional.of(missing),
        Optional.of(awaited),
        Lost.UNKNOWN,
        trail);
  }

  /** Refused in so many words: nothing is missing, and it did not work. */
  static HandshakeProgress refused(String protocol, String lastSeen, Trail trail) {
    return new HandshakeProgress(
        protocol,
        false,
        Optional.of(lastSeen),
        Optional.empty(),
        Optional.empty(),
        Lost.UNKNOWN,
        trail);
  }

  /** The same progress with another direction and trail. */
  HandshakeProgress with(Lost direction, Trail other) {
    return new HandshakeProgress(protocol, complete, lastSeen, missing, awaited, direction, other);
  }
}
