package dev.zprobe.capture.analyze;

import dev.zprobe.capture.correlate.FlowTuple;
import dev.zprobe.capture.packet.Decoded;
import dev.zprobe.capture.packet.Decoder;
import dev.zprobe.capture.packet.Outcome;
import dev.zprobe.capture.source.CaptureInterface;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.capture.source.PcapngWriter;
import dev.zprobe.net.FiveTuple;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Copies the frames of some flows, the ICMP errors about them, and the frames that a report names,
 * into a capture of their own. Each frame carries a comment with its number in the original, so
 * that both can be read side by side.
 */
public final class Excerpt implements FrameSink {
  private static final PcapngWriter.Producer PRODUCER =
      new PcapngWriter.Producer("", "", "zprobe", "excerpt: only the flows whose handshake failed");

  private final Set<FlowTuple> wanted = new HashSet<>();
  private final Map<Long, String> remarks;
  private final PcapngWriter writer;
  private final Decoder decoder = new Decoder();
  private final ExcerptReport report;
  private long frames;

  private Excerpt(
      Collection<FiveTuple> flows,
      Map<Long, String> remarks,
      ExcerptReport report,
      PcapngWriter writer) {
    this.report = report;
    flows.forEach(flow -> wanted.add(FlowTuple.of(flow)));
    this.remarks = new HashMap<>(remarks);
    this.writer = writer;
  }

  /**
   * Reads the capture once more.
   *
   * @param remarks on frames of the original, by number
   * @param report learns the numbers of what is copied
   * @return how many frames were copied
   */
  public static long copy(
      PacketSource from,
      Path to,
      Collection<FiveTuple> flows,
      Map<Long, String> remarks,
      ExcerptReport report)
      throws IOException {
    try (PcapngWriter writer = PcapngWriter.create(to, PRODUCER)) {
      Excerpt excerpt = new Excerpt(flows, remarks, report, writer);
      from.deliver(excerpt);
      return excerpt.frames;
    }
  }

  @Override
  public void opened(CaptureInterface captureInterface) {
    writer.opened(captureInterface);
  }

  @Override
  public void frame(Frame frame) {
    Decoded packet =
        decoder.decode(
            frame.buffer(), frame.offset(), frame.captured(), frame.original(), frame.linkType());
    if (!report.names(frame.number()) && !isWanted(packet)) {
      return;
    }
    frames++;
    report.copied(frame.number(), frames);
    String remark = remarks.getOrDefault(frame.number(), "");
    String comment = "frame " + frame.number() + (remark.isEmpty() ? "" : ": " + remark);
    writer.comment(frame.number(), comment);
    writer.frame(frame);
  }

  private boolean isWanted(Decoded packet) {
    if (packet.outcome() == Outcome.ICMP && packet.icmp().error()) {
      return wanted.contains(FlowTuple.quoted(packet.icmp()));
    }
    if (packet.outcome() != Outcome.TCP && packet.outcome() != Outcome.UDP) {
      return false;
    }
    FlowTuple sent = FlowTuple.sent(packet);
    return wanted.contains(sent) || wanted.contains(sent.reversed());
  }
}
