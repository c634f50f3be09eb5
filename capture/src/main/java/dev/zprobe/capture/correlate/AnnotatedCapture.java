package dev.zprobe.capture.correlate;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.CaptureInterface;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.InterfaceStatistics;
import dev.zprobe.capture.source.PcapngWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * Writes a run's capture again with what the diagnosis knows: comments at the frames that findings
 * name, names of addresses, the secrets of the probes' own sessions. Frame numbers stay.
 */
public final class AnnotatedCapture implements FrameSink {
  private final PcapngWriter writer;
  private final Annotations annotations;
  private boolean begun;

  private AnnotatedCapture(PcapngWriter writer, Annotations annotations) {
    this.writer = writer;
    this.annotations = annotations;
  }

  /**
   * Replaces the capture in one step.
   *
   * @throws IOException when the disk refuses; then the capture stays as it was
   */
  public static void replace(Path capture, Annotations annotations) throws IOException {
    Path part = capture.resolveSibling(capture.getFileName() + ".part");
    try {
      PcapngWriter.Producer producer = LiveObservers.producer().about(annotations.about());
      try (CaptureFiles source = CaptureFiles.of(List.of(capture));
          PcapngWriter writer = PcapngWriter.create(part, producer)) {
        AnnotatedCapture copy = new AnnotatedCapture(writer, annotations);
        source.deliver(copy);
        copy.begin();
      }
      Files.move(
          part, capture, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Secrets before packets, because Wireshark decrypts what comes after them; but after the
   * interfaces, without which editcap 4.0 does not know what kind of file it is.
   */
  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    if (!annotations.keyLog().isEmpty()) {
      writer.keyLog(annotations.keyLog());
    }
    for (Map.Entry<InetAddress, String> each : annotations.names().entrySet()) {
      writer.name(each.getKey().getAddress(), each.getValue());
    }
  }

  @Override
  public void opened(CaptureInterface captureInterface) {
    writer.opened(captureInterface);
  }

  @Override
  public void frame(Frame frame) {
    begin();
    for (String words : annotations.comments().getOrDefault(frame.number(), List.of())) {
      writer.comment(frame.number(), words);
    }
    writer.frame(frame);
  }

  @Override
  public void statistics(InterfaceStatistics statistics) {
    writer.statistics(statistics);
  }
}
