package dev.zprobe.capture.handshake;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The SIP messages of a flow, in order; at most 256. */
public record SipFacts(List<Message> messages, Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /**
   * A request, or a response with its status.
   *
   * @param method of a request; of a response as its CSeq says, else empty text
   * @param sequence the CSeq header, which a response repeats (RFC 3261 section 8.2.6.2); empty
   *     text where it is not there
   */
  public record Message(
      End from, String method, String sequence, OptionalInt status, long frame, long nanos) {}

  public SipFacts {
    messages = List.copyOf(messages);
  }
}
