package dev.zprobe.capture.handshake;

import dev.zprobe.wire.DnsMessage;
import java.nio.ByteBuffer;

/** Follows DNS over TCP: each message behind its length, RFC 1035 section 4.2.2. */
final class DnsStreamFollower implements StreamFollower {
  private final DnsLog log = new DnsLog(false);
  private int wanted = 1;

  @Override
  public int read(ByteBuffer buffer, int offset, int length, Moment moment) {
    int at = offset;
    int end = offset + length;
    while (end - at >= 2) {
      int size = buffer.getShort(at) & 0xffff;
      if (size > end - at - 2) {
        wanted = size + 2;
        return at - offset;
      }
      if (size >= DnsMessage.HEADER_LENGTH) {
        log.add(buffer, at + 2, size, moment);
      }
      at += size + 2;
    }
    wanted = 2;
    return at - offset;
  }

  @Override
  public int wanted(boolean fromA) {
    return wanted;
  }

  @Override
  public void desynchronised(Moment moment) {
    // The next segment is taken to begin with a length, as it nearly always does.
  }

  @Override
  public DnsFacts facts() {
    return log.facts();
  }
}
