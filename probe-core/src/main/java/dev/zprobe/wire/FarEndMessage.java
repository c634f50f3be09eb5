package dev.zprobe.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a client and a far-end responder say to each other: STUN Binding messages (RFC 8489) with
 * MESSAGE-INTEGRITY-SHA256 under the shared token, and one attribute of our own. A request is
 * padded, so that its reply is never longer.
 *
 * <p>The attribute, in a request and in a reply:
 *
 * <pre>
 *   version 1 | 0 | sequence 2 | session 8 | aimed port 2 | asked transport 1 | 0 | asked port 2 | 0 0
 *   version 1 | 1 | sequence 2 | session 8 | arrived 4 | asked arrived 4 | received 8
 * </pre>
 */
public final class FarEndMessage {
  /** Bytes of every request. */
  public static final int REQUEST_LENGTH = 128;

  private static final int VERSION = 1;

  /** RFC 8489 section 14: from 0x8000 on an attribute that is not understood is ignored. */
  private static final int FAR_END = 0xc0f5;

  private static final int PADDING = 0xc0f0;

  /** RFC 8489 section 14.6. */
  private static final int MESSAGE_INTEGRITY_SHA256 = 0x001c;

  private static final int REQUEST_BODY = 20;
  private static final int REPLY_BODY = 28;
  private static final int FINGERPRINT_LENGTH = 8;
  private static final int ATTRIBUTE_HEAD = 4;

  private FarEndMessage() {}

  /**
   * A question.
   *
   * @param transaction 12 bytes, never used twice
   * @param sequence 0 to 65535, in the order of sending
   * @param session 8 bytes, the same for a whole run
   * @param aimedPort the port that the client sent it to
   * @param about whose arrivals to tell as well
   */
  public record Request(
      Octets transaction, int sequence, Octets session, int aimedPort, Asked about) {
    /** Fresh, about nothing else. */
    public static Request fresh(RandomGenerator random, Octets session, int aimedPort, int number) {
      return new Request(
          Octets.random(random, 12), number & 0xffff, session, aimedPort, Asked.NOTHING);
    }

    public Request about(Asked other) {
      return new Request(transaction, sequence, session, aimedPort, other);
    }
  }

  /**
   * Another port of the same session.
   *
   * @param transport the IP protocol number, 6 or 17; 0 for nothing
   */
  public record Asked(int transport, int port) {
    public static final Asked NOTHING = new Asked(0, 0);
  }

  /**
   * An answer.
   *
   * @param mapped where the request came from, as the responder saw it
   * @param arrived requests of this session on this port so far, this one included
   * @param askedArrived the same for the port that was asked about
   * @param receivedMicros when it arrived, by a clock of the responder that only moves forward
   */
  public record Reply(
      Octets transaction,
      int sequence,
      Octets session,
      Optional<InetSocketAddress> mapped,
      long arrived,
      long askedArrived,
      long receivedMicros) {}

  public static Octets encode(Request request, FarEndToken token) {
    Octets body =
        new OctetsWriter()
            .uint8(VERSION)
            .uint8(0)
            .uint16(request.sequence())
            .octets(request.session())
            .uint16(request.aimedPort())
            .uint8(request.about().transport())
            .uint8(0)
            .uint16(request.about().port())
            .uint16(0)
            .done();
    StunMessage message =
        new StunMessage(
            StunMessage.BINDING_REQUEST,
            true,
            request.transaction(),
            List.of(new StunMessage.Attribute(FAR_END, body)));
    int fixed =
        message.encode().length()
            + ATTRIBUTE_HEAD * 2
            + FarEndToken.MAC_LENGTH
            + FINGERPRINT_LENGTH;
    Octets padding = Octets.of(new byte[REQUEST_LENGTH - fixed]);
    return sealed(message.with(PADDING, padding), token);
  }

  public static Octets encode(Reply reply, FarEndToken token) {
    Octets body =
        new OctetsWriter()
            .uint8(VERSION)
            .uint8(1)
            .uint16(reply.sequence())
            .octets(reply.session())
            .uint32(reply.arrived())
            .uint32(reply.askedArrived())
            .uint64(reply.receivedMicros())
            .done();
    StunMessage message =
        StunMessage.bindingSuccess(reply.transaction(), reply.mapped()).with(FAR_END, body);
    return sealed(message, token);
  }

  /** A request that the token vouches for; empty for everything else. */
  public static Optional<Request> request(Octets octets, FarEndToken token) {
    return open(octets, StunMessage.BINDING_REQUEST, token).flatMap(FarEndMessage::request);
  }

  /** A reply that the token vouches for; empty for everything else. */
  public static Optional<Reply> reply(Octets octets, FarEndToken token) {
    return open(octets, StunMessage.BINDING_SUCCESS, token).flatMap(FarEndMessage::reply);
  }

  private static Optional<Request> request(StunMessage message) {
    return message
        .attribute(FAR_END)
        .filter(body -> body.length() == REQUEST_BODY && body.uint16(0) == VERSION << 8)
        .map(
            body ->
                new Request(
                    message.transactionId(),
                    body.uint16(2),
                    body.slice(4, 8),
                    body.uint16(12),
                    new Asked(body.at(14), body.uint16(16))));
  }

  private static Optional<Reply> reply(StunMessage message) {
    return message
        .attribute(FAR_END)
        .filter(body -> body.length() == REPLY_BODY && body.uint16(0) == (VERSION << 8 | 1))
        .map(
            body ->
                new Reply(
                    message.transactionId(),
                    body.uint16(2),
                    body.slice(4, 8),
                    message.mappedAddress(),
                    body.uint32(12),
                    body.uint32(16),
                    body.uint32(20) << 32 | body.uint32(24)));
  }

  /** RFC 8489 section 14.6: the code covers the message as if it ended with its own attribute. */
  private static Octets sealed(StunMessage message, FarEndToken token) {
    Octets blank =
        message
            .with(MESSAGE_INTEGRITY_SHA256, Octets.of(new byte[FarEndToken.MAC_LENGTH]))
            .encode();
    Octets covered = blank.slice(0, blank.length() - ATTRIBUTE_HEAD - FarEndToken.MAC_LENGTH);
    return message.with(MESSAGE_INTEGRITY_SHA256, token.code(covered)).encodeWithFingerprint();
  }

  private static Optional<StunMessage> open(Octets octets, int type, FarEndToken token) {
    ByteBuffer buffer = octets.buffer();
    if (octets.length() < StunMessage.HEADER_LENGTH || octets.uint16(0) != type) {
      return Optional.empty();
    }
    Parsed<StunMessage> parsed = StunMessage.parse(buffer, 0, octets.length());
    if (!(parsed instanceof Parsed.Whole<StunMessage> whole)
        || whole.bytes() != octets.length()
        || !whole.message().magicCookie()
        || whole.message().fingerprint(buffer, 0) != StunMessage.Fingerprint.RIGHT) {
      return Optional.empty();
    }
    StunMessage message = whole.message();
    int count = message.attributes().size();
    if (count < 2 || message.attributes().get(count - 2).type() != MESSAGE_INTEGRITY_SHA256) {
      return Optional.empty();
    }
    Octets code = message.attributes().get(count - 2).value();
    int end = octets.length() - FINGERPRINT_LENGTH - ATTRIBUTE_HEAD - FarEndToken.MAC_LENGTH;
    if (code.length() != FarEndToken.MAC_LENGTH || end < StunMessage.HEADER_LENGTH) {
      return Optional.empty();
    }
    int coveredLength = end + ATTRIBUTE_HEAD + FarEndToken.MAC_LENGTH - StunMessage.HEADER_LENGTH;
    Octets covered =
        new OctetsWriter()
            .uint16(type)
            .uint16(coveredLength)
            .octets(octets.slice(4, end - 4))
            .done();
    return token.vouches(covered, code) ? Optional.of(message) : Optional.empty();
  }
}
