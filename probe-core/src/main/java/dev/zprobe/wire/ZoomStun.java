package dev.zprobe.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The STUN dialect on UDP 3478 and 3479, as public captures of 2019 and 2022 show it: no magic
 * cookie, a 16-byte transaction id, a request with a fixed text, and a reply of type 0x0002 whose
 * mapped address is plain.
 */
public final class ZoomStun {
  public static final int REQUEST = 0x0001;
  public static final int REPLY = 0x0002;

  /** The attribute of the request that marks the dialect. */
  public static final int MARK = 0x0101;

  /** The attribute of the reply with family, port and address, not masked. */
  public static final int PLAIN_ADDRESS = 0x0103;

  private static final Octets MARK_TEXT = Octets.ascii("1234567890123456789\0");

  private ZoomStun() {}

  /** A request of 44 bytes with a fresh transaction id. */
  public static StunMessage request(RandomGenerator random) {
    Octets id = Octets.random(random, 16);
    return new StunMessage(REQUEST, false, id, List.of(new StunMessage.Attribute(MARK, MARK_TEXT)));
  }

  /** The reply to a request, as a responder gives it. */
  public static StunMessage reply(StunMessage request, InetSocketAddress mapped) {
    Octets address = Octets.of(mapped.getAddress().getAddress());
    Octets value =
        new OctetsWriter()
            .uint16(address.length() == 4 ? 1 : 2)
            .uint16(mapped.getPort())
            .octets(address)
            .done();
    return new StunMessage(
        REPLY,
        false,
        request.transactionId(),
        List.of(new StunMessage.Attribute(PLAIN_ADDRESS, value)));
  }

  /** Reads a datagram; what is STUN but not of this dialect is malformed here. */
  public static Parsed<StunMessage> parse(ByteBuffer buffer, int offset, int length) {
    Parsed<StunMessage> parsed = StunMessage.parse(buffer, offset, length);
    if (parsed instanceof Parsed.Whole<StunMessage> whole && !isDialect(whole.message())) {
      return Parsed.malformed("STUN, but not of this dialect");
    }
    return parsed;
  }

  /** Whether a message carries the marks of the dialect. */
  public static boolean isDialect(StunMessage message) {
    if (message.magicCookie()) {
      return false;
    }
    return message.type() == REQUEST && message.attribute(MARK).isPresent()
        || message.type() == REPLY && message.attribute(PLAIN_ADDRESS).isPresent();
  }

  /** The address that a reply reports. */
  public static Optional<InetSocketAddress> mappedAddress(StunMessage reply) {
    return reply
        .attribute(PLAIN_ADDRESS)
        .flatMap(value -> StunMessage.address(value, Octets.of(new byte[16])));
  }
}
