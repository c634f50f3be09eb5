package dev.zprobe.capture.handshake;

import dev.zprobe.capture.media.RtpStream;
import dev.zprobe.wire.ZoomMediaHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The RTP streams inside one media flow; few, so that they are searched in order. */
final class MediaStreams {
  private static final int MOST_STREAMS = 64;
  private static final int FORWARD_ERROR_CORRECTION = 110;
  private static final int VIDEO_CLOCK_RATE = 90_000;
  private static final int AUDIO_CLOCK_RATE = 48_000;

  private final List<Entry> entries = new ArrayList<>(2);

  /** A stream; error correction counts for itself under the same source. */
  private record Entry(int ssrc, int kind, boolean correction, boolean fromA, RtpStream stream) {}

  /** Takes a packet whose RTP header (RFC 3550 section 5.1) is whole. */
  void packet(int kind, ByteBuffer buffer, int rtp, Moment moment) {
    int ssrc = buffer.getInt(rtp + 8);
    boolean correction = (buffer.get(rtp + 1) & 0x7f) == FORWARD_ERROR_CORRECTION;
    int at = find(ssrc, kind, correction, moment.fromA());
    if (at >= 0) {
      RtpStream stream = entries.get(at).stream;
      int sequence = buffer.getShort(rtp + 2) & 0xffff;
      stream.packet(sequence, buffer.getInt(rtp + 4) & 0xffffffffL, moment.nanos());
    }
  }

  /** The index of a stream, begun where it is new; -1 where there are too many. */
  private int find(int ssrc, int kind, boolean correction, boolean fromA) {
    for (int i = 0; i < entries.size(); i++) {
      Entry each = entries.get(i);
      boolean same = each.ssrc == ssrc && each.kind == kind && each.correction == correction;
      if (same && each.fromA == fromA) {
        return i;
      }
    }
    if (entries.size() == MOST_STREAMS) {
      return -1;
    }
    int rate = kind == ZoomMediaHeader.AUDIO ? AUDIO_CLOCK_RATE : VIDEO_CLOCK_RATE;
    entries.add(new Entry(ssrc, kind, correction, fromA, new RtpStream(rate)));
    return entries.size() - 1;
  }

  List<ZoomMediaFacts.Stream> facts() {
    List<ZoomMediaFacts.Stream> facts = new ArrayList<>(entries.size());
    for (Entry each : entries) {
      String kind =
          switch (each.kind) {
            case ZoomMediaHeader.AUDIO -> "audio";
            case ZoomMediaHeader.VIDEO -> "video";
            default -> "share";
          };
      facts.add(
          new ZoomMediaFacts.Stream(
              End.of(each.fromA),
              each.correction ? kind + "-fec" : kind,
              each.ssrc & 0xffffffffL,
              each.stream.packets(),
              each.stream.lost(),
              each.stream.jitterNanos() / 1e6));
    }
    return facts;
  }
}
