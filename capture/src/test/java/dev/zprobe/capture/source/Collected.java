package dev.zprobe.capture.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes down in words everything that a source delivers. */
final class Collected implements FrameSink {
  final List<String> events = new ArrayList<>();
  final List<byte[]> frames = new ArrayList<>();

  static Collected of(byte[] file) throws IOException {
    Collected collected = new Collected();
    try (CaptureFiles source = CaptureFiles.of(new ByteArrayInputStream(file))) {
      source.deliver(collected);
    }
    return collected;
  }

  @Override
  public void frame(Frame frame) {
    byte[] bytes = new byte[frame.captured()];
    frame.buffer().get(frame.offset(), bytes);
    frames.add(bytes);
    events.add(
        "frame "
            + frame.number()
            + " at "
            + frame.nanos()
            + " on "
            + frame.interfaceIndex()
            + " link "
            + frame.linkType()
            + " "
            + frame.captured()
            + "/"
            + frame.original()
            + " "
            + frame.direction());
  }

  @Override
  public void opened(CaptureInterface captureInterface) {
    events.add("interface " + captureInterface.index() + " " + captureInterface.name());
  }

  @Override
  public void comment(long frame, String text) {
    events.add("comment " + frame + " " + text);
  }

  @Override
  public void name(byte[] address, String name) {
    events.add("name " + address.length + " " + name);
  }

  @Override
  public void secrets(int type, byte[] content) {
    events.add("secrets " + type + " " + new String(content, StandardCharsets.UTF_8));
  }

  @Override
  public void statistics(InterfaceStatistics statistics) {
    events.add("statistics " + statistics.received() + " " + statistics.droppedBySystem());
  }

  @Override
  public void custom(long frame, long enterprise, byte[] content) {
    events.add("custom " + frame + " " + enterprise);
  }

  @Override
  public void damage(Damage damage) {
    events.add("damage " + damage.atFrame() + " at " + damage.offset() + ": " + damage.what());
  }
}
