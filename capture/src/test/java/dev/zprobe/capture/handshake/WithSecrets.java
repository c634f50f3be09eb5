package dev.zprobe.capture.handshake;

import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import java.nio.charset.StandardCharsets;

/** Passes frames on and puts the secrets of the capture into a key log. */
record WithSecrets(FrameSink next, KeyLog keyLog) implements FrameSink {
  @Override
  public void frame(Frame frame) {
    next.frame(frame);
  }

  @Override
  public void custom(long frame, long enterprise, byte[] content) {
    next.custom(frame, enterprise, content);
  }

  @Override
  public void secrets(int type, byte[] content) {
    keyLog.add(new String(content, StandardCharsets.US_ASCII));
  }
}
