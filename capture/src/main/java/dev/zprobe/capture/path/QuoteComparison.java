package dev.zprobe.capture.path;

import dev.zprobe.capture.path.ReceivedPacket.Header;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What was changed on the way to a hop, by the packet that its ICMP error quotes. */
final class QuoteComparison {
  private static final int MSS = 2;
  private static final int TCP_HEADER = 20;

  private QuoteComparison() {}

  /**
   * In words; empty when nothing was changed, or the quote does not show it.
   *
   * @param sent from its IP header on
   * @param quoted likewise, often cut short
   */
  static String differences(byte[] sent, byte[] quoted) {
    Optional<Header> before = Header.of(sent, 0);
    Optional<Header> after = Header.of(quoted, 0);
    if (before.isEmpty() || after.isEmpty()) {
      return "";
    }
    List<String> changes = new ArrayList<>();
    if (trafficClass(sent) != trafficClass(quoted)) {
      changes.add("traffic class " + trafficClass(sent) + " became " + trafficClass(quoted));
    }
    if (before.get().identification() != after.get().identification()) {
      changes.add("the IP identification was changed");
    }
    byte[] mine = transport(sent, before.get());
    byte[] theirs = transport(quoted, after.get());
    boolean tcp = before.get().protocol() == PacketForm.TCP;
    if (tcp) {
      segment(mine, theirs, changes);
    } else if (theirs.length >= 8 && differs(mine, theirs, 6, 8)) {
      changes.add("the UDP checksum was changed: a translation before this hop");
    }
    return String.join("; ", changes);
  }

  private static void segment(byte[] sent, byte[] quoted, List<String> changes) {
    if (quoted.length >= 8 && differs(sent, quoted, 4, 8)) {
      changes.add("the sequence number was changed");
    }
    if (quoted.length < TCP_HEADER) {
      return;
    }
    int options = Math.min(quoted.length, (quoted[12] & 0xf0) >> 2);
    int before = mss(sent, (sent[12] & 0xf0) >> 2);
    int after = mss(quoted, options);
    if (before > 0 && after > 0 && before != after) {
      changes.add("MSS " + before + " became " + after);
    } else if (before > 0 && after == 0 && options == (quoted[12] & 0xf0) >> 2) {
      changes.add("the MSS option was removed");
    } else if (differs(sent, quoted, TCP_HEADER, Math.min(options, (sent[12] & 0xf0) >> 2))) {
      changes.add("TCP options were changed");
    } else if (quoted.length >= 18 && differs(sent, quoted, 16, 18)) {
      changes.add("the TCP checksum was changed: a translation before this hop");
    }
  }

  private static boolean differs(byte[] mine, byte[] theirs, int from, int to) {
    int end = Math.min(to, Math.min(mine.length, theirs.length));
    return from < end && !Arrays.equals(mine, from, end, theirs, from, end);
  }

  /** The MSS option's value, RFC 9293 section 3.7.1; 0 for none. */
  private static int mss(byte[] segment, int end) {
    int at = TCP_HEADER;
    while (at < Math.min(end, segment.length)) {
      int kind = segment[at];
      if (kind == 0) {
        return 0;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      int length = at + 1 < segment.length ? segment[at + 1] & 0xff : 0;
      if (length < 2) {
        return 0;
      }
      if (kind == MSS && length == 4 && at + 3 < segment.length) {
        return (segment[at + 2] & 0xff) << 8 | segment[at + 3] & 0xff;
      }
      at += length;
    }
    return 0;
  }

  private static int trafficClass(byte[] packet) {
    boolean four = (packet[0] & 0xf0) == 0x40;
    return four ? packet[1] & 0xff : (packet[0] & 0x0f) << 4 | (packet[1] & 0xf0) >> 4;
  }

  private static byte[] transport(byte[] packet, Header header) {
    return Arrays.copyOfRange(packet, header.contentAt(), header.end());
  }
}
