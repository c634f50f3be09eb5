package dev.zprobe.capture.handshake;

import dev.zprobe.wire.StunMessage;
import java.nio.ByteBuffer;

/** Follows STUN and TURN over TCP (RFC 8656 section 3.1), or framed as RFC 4571 has it. */
final class StunStreamFollower implements StreamFollower {
  private static final int CHANNEL_HEADER_LENGTH = 4;

  private final boolean framed;
  private final StunLog log = new StunLog(StunFacts.Dialect.RFC_8489);
  private int wanted = 1;

  StunStreamFollower(boolean framed) {
    this.framed = framed;
  }

  @Override
  public int read(ByteBuffer buffer, int offset, int length, Moment moment) {
    int at = offset;
    int end = offset + length;
    while (end - at >= CHANNEL_HEADER_LENGTH) {
      int size = size(buffer, at);
      if (size < 0) {
        return length;
      }
      int header = framed ? 2 : 0;
      boolean stun = Recognition.isStun(buffer, at + header, end - at - header);
      if (stun && size > end - at) {
        wanted = size;
        return at - offset;
      }
      if (stun) {
        log.add(buffer, at + header, size - header, moment);
      }
      at += size;
    }
    wanted = StunMessage.HEADER_LENGTH;
    return at - offset;
  }

  /** The whole message with its framing and padding, or -1 where there is none. */
  private int size(ByteBuffer buffer, int at) {
    if (framed) {
      return 2 + (buffer.getShort(at) & 0xffff);
    }
    int first = buffer.get(at) & 0xc0;
    int body = buffer.getShort(at + 2) & 0xffff;
    return switch (first) {
      case 0x00 -> StunMessage.HEADER_LENGTH + body;
      case 0x40 -> CHANNEL_HEADER_LENGTH + (body + 3 & ~3);
      default -> -1;
    };
  }

  @Override
  public int wanted(boolean fromA) {
    return wanted;
  }

  @Override
  public void desynchronised(Moment moment) {
    // The next segment is taken to begin with a message.
  }

  @Override
  public StunFacts facts() {
    return log.facts();
  }
}
