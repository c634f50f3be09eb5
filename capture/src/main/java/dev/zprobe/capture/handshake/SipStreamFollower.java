package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Parsed;
import dev.zprobe.wire.SipMessage;
import java.nio.ByteBuffer;

/** Follows SIP over TCP (RFC 3261 section 18.3): heads, and bodies of the length they tell. */
final class SipStreamFollower implements StreamFollower {
  private final SipLog log = new SipLog();
  private int wanted = 1;

  @Override
  public int read(ByteBuffer buffer, int offset, int length, Moment moment) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (buffer.get(at) == '\r' || buffer.get(at) == '\n') {
        at++;
        continue;
      }
      Parsed<SipMessage> parsed = log.add(buffer, at, end - at, moment);
      if (parsed instanceof Parsed.Truncated<SipMessage> cut) {
        wanted = cut.wanted();
        return at - offset;
      }
      if (!(parsed instanceof Parsed.Whole<SipMessage> whole)) {
        return length;
      }
      at += whole.bytes() + bodyLength(whole.message());
      if (log.isFull()) {
        return DONE;
      }
    }
    wanted = 1;
    return at - offset;
  }

  private static int bodyLength(SipMessage message) {
    return message
        .header("Content-Length")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(Integer::parseInt)
        .orElse(0);
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
  public SipFacts facts() {
    return log.facts();
  }
}
