package dev.zprobe.capture.fuzz;

import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.flow.FlowTracker;
import dev.zprobe.capture.handshake.FlowProgress;
import dev.zprobe.capture.handshake.HandshakeFollowers;
import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.capture.source.Frame;
import java.nio.ByteBuffer;

/**
 * A fuzz target in the form that Jazzer calls: frames of any link type through decoder, tracker and
 * followers. The first byte is the link type; then each frame stands behind its length in two bytes
 * and what the snap length cut from it in one.
 */
public final class FrameFuzzer {
  private static final int[] LINKS = {
    1, 0, 101, 113, 276, 105, 127, 9, 50, 51, 12, 108, 228, 229, 104, 192
  };

  private FrameFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 4) {
      return;
    }
    HandshakeFollowers followers = new HandshakeFollowers(new KeyLog(), 1 << 20);
    FlowTracker tracker =
        new FlowTracker(FlowLimits.ofMemory(8 << 20), followers, FlowProgress::of);
    int link = LINKS[(data[0] & 0xff) % LINKS.length];
    Frame frame = new Frame();
    ByteBuffer buffer = ByteBuffer.wrap(data);
    int at = 1;
    for (int number = 1; at + 3 <= data.length; number++) {
      int length = Math.min(buffer.getShort(at) & 0xffff, data.length - at - 3);
      int cut = data[at + 2] & 0x7f;
      at += 3;
      frame.moment(number, number * 300_000_000L, 0);
      frame.content(buffer, at, length, length + cut, link);
      tracker.frame(frame);
      at += length;
    }
    tracker.finish();
  }
}
