package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * A message on UDP 8801 between the native client and a media router, as public captures of 2019
 * and 2022 show it. The first byte is the type; all numbers are big-endian; clocks are the sender's
 * own, in milliseconds, modulo 2^32.
 */
public sealed interface ZoomMedia {
  int HELLO = 1;
  int ACK = 2;
  int PING = 3;
  int PONG = 4;
  int MEDIA = 5;
  int CLOSE = 7;

  /** The version that the 2022 client sends; the 2019 client sent 2. */
  int VERSION = 3;

  int CONNECTION_ID_LENGTH = 16;
  int TOKEN_LENGTH = 64;
  int HELLO_HEADER_LENGTH = 39;
  int ACK_LEAST_LENGTH = 27;
  int PING_LEAST_LENGTH = 13;
  int CLOSE_LEAST_LENGTH = 9;

  /** What follows the token in every hello of the 2022 client. */
  Octets HELLO_TRAILER = Octets.fromHex("0000000000400040000075300001000300022000");

  /** Client to router; the token is a secret of the meeting, so a made-up one earns no answer. */
  record Hello(int version, Octets connectionId, long clock, Octets token) implements ZoomMedia {}

  /** Router to client; echoes the connection id and the clock of the hello it answers. */
  record Ack(int version, Octets connectionId, long flowId, long clock) implements ZoomMedia {}

  record Ping(long sequence, long clock, long flowId) implements ZoomMedia {}

  /** Echoes the three numbers of the ping it answers. */
  record Pong(long sequence, long clock, long flowId) implements ZoomMedia {}

  /** Media or control inside the router's envelope; {@link ZoomMediaHeader} looks inside. */
  record Media(int length) implements ZoomMedia {}

  record Close(long flowId) implements ZoomMedia {}

  /**
   * A hello as a client sends it, with a made-up connection id and token. The token tells by the id
   * that it was made up, to {@link #isMadeUp} and to nobody on the path.
   */
  static Octets hello(RandomGenerator random, long clockMillis) {
    Octets connectionId = Octets.random(random, CONNECTION_ID_LENGTH);
    return new OctetsWriter()
        .uint8(HELLO)
        .uint16(VERSION)
        .octets(connectionId)
        .uint32(0)
        .uint32(2)
        .uint32(clockMillis)
        .uint32(clockMillis)
        .uint32(TOKEN_LENGTH)
        .octets(MadeUpToken.of(connectionId))
        .octets(HELLO_TRAILER)
        .done();
  }

  /** Whether {@link #hello} made this one up, so that no media router owes it an answer. */
  static boolean isMadeUp(Hello hello) {
    return hello.token().equals(MadeUpToken.of(hello.connectionId()));
  }

  /** The answer to a hello, as a responder gives it. */
  static Octets ack(Hello hello, long flowId) {
    return new OctetsWriter()
        .uint8(ACK)
        .uint16(hello.version())
        .octets(hello.connectionId())
        .uint32(flowId)
        .uint32(hello.clock())
        .zeros(17)
        .done();
  }

  /** Reads one datagram. */
  static Parsed<ZoomMedia> parse(ByteBuffer buffer, int offset, int length) {
    if (length < 1) {
      return Parsed.truncated(1);
    }
    int type = buffer.get(offset) & 0xff;
    int least =
        switch (type) {
          case HELLO -> HELLO_HEADER_LENGTH;
          case ACK -> ACK_LEAST_LENGTH;
          case PING, PONG -> PING_LEAST_LENGTH;
          case MEDIA -> 2;
          case CLOSE -> CLOSE_LEAST_LENGTH;
          default -> -1;
        };
    if (least < 0) {
      return Parsed.malformed("unknown media message type");
    }
    if (length < least) {
      return Parsed.truncated(least);
    }
    return switch (type) {
      case HELLO -> hello(buffer, offset, length);
      case ACK -> Parsed.of(ack(buffer, offset), length);
      case PING ->
          Parsed.of(
              new Ping(
                  uint32(buffer, offset + 1),
                  uint32(buffer, offset + 5),
                  uint32(buffer, offset + 9)),
              length);
      case PONG ->
          Parsed.of(
              new Pong(
                  uint32(buffer, offset + 1),
                  uint32(buffer, offset + 5),
                  uint32(buffer, offset + 9)),
              length);
      case MEDIA -> Parsed.of(new Media(length), length);
      default -> Parsed.of(new Close(uint32(buffer, offset + 5)), length);
    };
  }

  private static Parsed<ZoomMedia> hello(ByteBuffer buffer, int offset, int length) {
    int version = buffer.getShort(offset + 1) & 0xffff;
    long tokenLength = uint32(buffer, offset + 35);
    if (version == 0 || version > 0xff) {
      return Parsed.malformed("the version of a media hello is small");
    }
    if (tokenLength > 1024) {
      return Parsed.malformed("the token of a media hello is short");
    }
    if (length < HELLO_HEADER_LENGTH + tokenLength) {
      return Parsed.truncated((int) (HELLO_HEADER_LENGTH + tokenLength));
    }
    return Parsed.of(
        new Hello(
            version,
            Octets.copy(buffer, offset + 3, CONNECTION_ID_LENGTH),
            uint32(buffer, offset + 27),
            Octets.copy(buffer, offset + HELLO_HEADER_LENGTH, (int) tokenLength)),
        length);
  }

  private static Ack ack(ByteBuffer buffer, int offset) {
    return new Ack(
        buffer.getShort(offset + 1) & 0xffff,
        Octets.copy(buffer, offset + 3, CONNECTION_ID_LENGTH),
        uint32(buffer, offset + 19),
        uint32(buffer, offset + 23));
  }

  private static long uint32(ByteBuffer buffer, int offset) {
    return buffer.getInt(offset) & 0xffffffffL;
  }
}
