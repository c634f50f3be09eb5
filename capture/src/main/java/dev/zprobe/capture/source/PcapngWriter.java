package dev.zprobe.capture.source;

import dev.zprobe.evidence.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes pcapng (draft-ietf-opsawg-pcapng) as a stream: nanosecond times, one section. As a sink it
 * takes whatever a source delivers, so a capture can be copied, or written while it is analysed.
 *
 * <p>Only whole blocks reach the file, so it can be read at any moment after {@link #flush}, also
 * when the program died. The first error of the disk is kept: writing goes silent, {@link #close}
 * throws it, {@link #failed} tells at once. One thread.
 */
public final class PcapngWriter implements FrameSink, Closeable {
  private static final long UNKNOWN_LENGTH = -1;
  private static final int NANOSECONDS = 9;
  private static final int BYTE_ORDER = 0x1a2b3c4d;

  private static final int TLS_KEY_LOG = 0x544c534b;

  private static final int SECTION_HARDWARE = 2;
  private static final int SECTION_SYSTEM = 3;
  private static final int SECTION_APPLICATION = 4;
  private static final int INTERFACE_NAME = 2;
  private static final int INTERFACE_DESCRIPTION = 3;
  private static final int INTERFACE_RESOLUTION = 9;
  private static final int INTERFACE_FILTER = 11;
  private static final int PACKET_FLAGS = 2;
  private static final int NAME_IPV4 = 1;
  private static final int NAME_IPV6 = 2;
  private static final int FIRST_COUNTER = 4;

  private final BlockOutput output;
  private final Map<Integer, Integer> interfaces = new HashMap<>();
  private final List<byte[]> comments = new ArrayList<>();

  /**
   * Who makes the capture; empty texts are left out.
   *
   * @param comment about the whole capture
   */
  public record Producer(String hardware, String system, String application, String comment) {
    /** The same with a comment about the whole capture. */
    public Producer about(String words) {
      return new Producer(hardware, system, application, words);
    }
  }

  private PcapngWriter(FileChannel channel, Producer producer) {
    output = new BlockOutput(channel);
    section(producer);
  }

  /**
   * Creates the file for its owner only, replacing one of this name: captures are private. It takes
   * its name once its header is in it, so that whoever dies leaves none that is empty.
   */
  public static PcapngWriter create(Path file, Producer producer) throws IOException {
    boolean special = Files.exists(file) && !Files.isRegularFile(file); // a device, a pipe
    if (special) {
      return new PcapngWriter(FileChannel.open(file, StandardOpenOption.WRITE), producer);
    }
    Path begun = file.resolveSibling(file.getFileName() + ".begun");
    Files.deleteIfExists(begun);
    OwnerOnly.file(begun);
    FileChannel channel = FileChannel.open(begun, StandardOpenOption.WRITE);
    PcapngWriter writer = new PcapngWriter(channel, producer);
    writer.flush();
    try {
      Files.move(begun, file, StandardCopyOption.REPLACE_EXISTING);
      return writer;
    } catch (IOException refused) {
      channel.close();
      Files.deleteIfExists(begun);
      throw refused;
    }
  }

  private void section(Producer producer) {
    output.begin(PcapngSource.SECTION, 512 + 4 * producer.comment().length());
    output.word(BYTE_ORDER);
    output.half(1);
    output.half(0);
    output.doubleWord(UNKNOWN_LENGTH);
    text(Options.COMMENT, producer.comment());
    text(SECTION_HARDWARE, producer.hardware());
    text(SECTION_SYSTEM, producer.system());
    text(SECTION_APPLICATION, producer.application());
    output.endOptions();
    output.end();
  }

  private void text(int code, String text) {
    if (!text.isEmpty()) {
      output.option(code, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void opened(CaptureInterface from) {
    int length = from.name().length() + from.description().length() + from.filter().length();
    output.begin(PcapngSource.INTERFACE, 64 + 4 * length);
    output.half(from.linkType());
    output.half(0);
    output.word((int) from.snapLength());
    text(INTERFACE_NAME, from.name());
    text(INTERFACE_DESCRIPTION, from.description());
    if (!from.filter().isEmpty()) {
      text(INTERFACE_FILTER, "\0" + from.filter());
    }
    output.option(INTERFACE_RESOLUTION, new byte[] {NANOSECONDS});
    output.endOptions();
    output.end();
    interfaces.put(from.index(), interfaces.size());
  }

  @Override
  public void frame(Frame frame) {
    if (!interfaces.containsKey(frame.interfaceIndex())) {
      opened(new CaptureInterface(frame.interfaceIndex(), frame.linkType(), 0, "", "", ""));
    }
    int room = 64 + frame.captured();
    for (byte[] comment : comments) {
      room += comment.length + 8;
    }
    output.begin(PcapngSource.ENHANCED_PACKET, room);
    output.word(interfaces.get(frame.interfaceIndex()));
    output.word((int) (frame.nanos() >>> 32));
    output.word((int) frame.nanos());
    output.word(frame.captured());
    output.word(frame.original());
    output.bytes(frame.buffer(), frame.offset(), frame.captured());
    packetOptions(frame);
    output.end();
  }

  private void packetOptions(Frame frame) {
    boolean directed = frame.direction() != Direction.UNKNOWN;
    for (byte[] comment : comments) {
      output.option(Options.COMMENT, comment);
    }
    if (directed) {
      int flags = frame.direction() == Direction.INBOUND ? 1 : 2;
      output.option(PACKET_FLAGS, new byte[] {(byte) flags, 0, 0, 0});
    }
    if (directed || !comments.isEmpty()) {
      output.endOptions();
    }
    comments.clear();
  }

  /** A remark about the next frame; whichever number it names. */
  @Override
  public void comment(long frame, String text) {
    if (frame > 0) {
      comments.add(BlockOutput.fitting(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void name(byte[] address, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] record = new byte[address.length + text.length + 1];
    System.arraycopy(address, 0, record, 0, address.length);
    System.arraycopy(text, 0, record, address.length, text.length);
    output.begin(PcapngSource.NAMES, 64 + record.length);
    output.option(address.length == 4 ? NAME_IPV4 : NAME_IPV6, record);
    output.endOptions();
    output.end();
  }

  /** Secrets: Wireshark decrypts only what comes after them. */
  @Override
  public void secrets(int type, byte[] content) {
    output.begin(PcapngSource.SECRETS, 32 + content.length);
    output.word(type);
    output.word(content.length);
    output.bytes(content);
    output.end();
  }

  /** An NSS key log; Wireshark decrypts with it what comes after it in the file. */
  public void keyLog(String lines) {
    secrets(TLS_KEY_LOG, lines.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void statistics(InterfaceStatistics statistics) {
    Integer id = interfaces.get(statistics.interfaceIndex());
    if (id == null) {
      return;
    }
    output.begin(PcapngSource.STATISTICS, 128);
    output.word(id);
    output.word((int) (statistics.nanos() >>> 32));
    output.word((int) statistics.nanos());
    long[] counters = {
      statistics.received(),
      statistics.dropped(),
      statistics.accepted(),
      statistics.droppedBySystem(),
      statistics.delivered()
    };
    for (int i = 0; i < counters.length; i++) {
      if (counters[i] >= 0) {
        output.option(FIRST_COUNTER + i, counters[i]);
      }
    }
    output.endOptions();
    output.end();
  }

  /**
   * A custom block that may be copied, such as a text of our own. Wireshark numbers it as a frame:
   * write it after the last packet.
   */
  @Override
  public void custom(long frame, long enterprise, byte[] content) {
    output.begin(PcapngSource.CUSTOM, 32 + content.length);
    output.word((int) enterprise);
    output.bytes(content);
    output.end();
  }

  /** Brings everything so far into the file. */
  public void flush() {
    output.flush();
  }

  /** True once the disk has refused something; nothing more is written then. */
  public boolean failed() {
    return output.failed();
  }

  /** Bytes written so far, with those not yet flushed. */
  public long length() {
    return output.length();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
