package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The STUN and TURN messages of a flow.
 *
 * @param messages in order, at most 4096
 */
public record StunFacts(
    Dialect dialect, List<Message> messages, Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /** Whose rules the messages follow. */
  public enum Dialect {
    RFC_8489("rfc8489"),
    RFC_3489("rfc3489"),
    ZOOM("zoom");

    private final String text;

    Dialect(String text) {
      this.text = text;
    }

    /** As in the flow listing. */
    public String text() {
      return text;
    }
  }

  /**
   * One message.
   *
   * @param type as on the wire
   * @param name such as {@code Binding Request}
   * @param error of an error response
   */
  public record Message(
      End from, int type, String name, long frame, long nanos, OptionalInt error) {}

  public StunFacts {
    messages = List.copyOf(messages);
  }
}
