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
 * @param lost in which direction a message was lost
 * @param trail the frames and the waiting
 */
public record HandshakeProgress(
    String protocol,
    boolean complete,
    Optional<String> lastSeen,
    Optional<String> missing,
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

    static final Trail NONE =
        new Trail(List.of(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
  }

  /** The same progress with another trail. */
  HandshakeProgress with(Trail other) {
    return new HandshakeProgress(protocol, complete, lastSeen, missing, lost, other);
  }

  HandshakeProgress with(Lost direction) {
    return new HandshakeProgress(protocol, complete, lastSeen, missing, direction, trail);
  }
}
