package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The STUN and TURN messages of a flow.
 *
 * @param messages in order, at most 4096
 * @param check whether a request is a connectivity check (RFC 8445 section 7.2.2), one of many with
 *     which a client finds out what of its peer can be reached, most of them in vain
 */
public record StunFacts(
    Dialect dialect, List<Message> messages, boolean check, Optional<HandshakeProgress> progress)
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
