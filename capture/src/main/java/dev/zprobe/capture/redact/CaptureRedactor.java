package dev.zprobe.capture.redact;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.CaptureInterface;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.InterfaceStatistics;
import dev.zprobe.capture.source.PcapngWriter;
import dev.zprobe.evidence.Pseudonyms;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Copies a capture with stand-ins for addresses, hardware addresses, names, interfaces and
 * identities, without secrets, and with zeros for what no handshake needs. Frame numbers, times and
 * lengths stay, so that the copy can be analysed as the original.
 */
public final class CaptureRedactor implements FrameSink {
  private final Pseudonyms stands;
  private final Substitutes put;
  private final Streams streams;
  private final FrameMask mask;
  private final Frame made = new Frame();
  private final PcapngWriter writer;

  private CaptureRedactor(Pseudonyms stands, PcapngWriter writer) {
    this.stands = stands;
    this.put = new Substitutes(stands);
    PayloadMask payload = new PayloadMask(put);
    this.streams = new Streams(payload);
    this.mask = new FrameMask(put, payload, streams);
    this.writer = writer;
  }

  /** Opens the original; it is read twice. */
  @FunctionalInterface
  public interface Original {
    InputStream open() throws IOException;
  }

  /**
   * Writes the copy, for its owner only.
   *
   * @param stands knows the report's names already, so that they are found wherever they stand
   */
  public static void copy(Original original, Path to, Pseudonyms stands) throws IOException {
    PcapngWriter.Producer producer =
        new PcapngWriter.Producer("", "", "zprobe", "redacted: names and addresses are stand-ins");
    try (PcapngWriter writer = PcapngWriter.create(to, producer)) {
      CaptureRedactor redactor = new CaptureRedactor(stands, writer);
      try (InputStream first = original.open();
          CaptureFiles source = CaptureFiles.of(first)) {
        source.deliver(redactor::learn);
      }
      redactor.streams.rewind();
      try (InputStream second = original.open();
          CaptureFiles source = CaptureFiles.of(second)) {
        source.deliver(redactor);
      }
    }
  }

  private void learn(Frame frame) {
    mask.segment(bytes(frame), frame.linkType()).ifPresent(streams::learn);
  }

  private static byte[] bytes(Frame frame) {
    byte[] bytes = new byte[frame.captured()];
    frame.buffer().get(frame.offset(), bytes);
    return bytes;
  }

  @Override
  public void opened(CaptureInterface original) {
    writer.opened(
        new CaptureInterface(
            original.index(),
            original.linkType(),
            original.snapLength(),
            stands.interfaceName(original.name()),
            "",
            put.text().of(original.filter())));
  }

  @Override
  public void frame(Frame frame) {
    byte[] bytes = bytes(frame);
    mask.mask(bytes, frame.linkType());
    made.moment(frame.number(), frame.nanos(), frame.interfaceIndex())
        .content(ByteBuffer.wrap(bytes), 0, bytes.length, frame.original(), frame.linkType())
        .direction(frame.direction());
    writer.frame(made);
  }

  @Override
  public void comment(long frame, String text) {
    writer.comment(frame, put.text().of(text));
  }

  @Override
  public void name(byte[] address, String name) {
    try {
      InetAddress mapped = stands.address(InetAddress.getByAddress(address));
      if (mapped.getAddress().length == address.length) {
        writer.name(mapped.getAddress(), stands.name(name));
      }
    } catch (UnknownHostException malformed) {
      // It names nothing then.
    }
  }

  @Override
  public void statistics(InterfaceStatistics statistics) {
    writer.statistics(statistics);
  }
}
