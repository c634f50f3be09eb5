package dev.zprobe.capture.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes pcapng (draft-ietf-opsawg-pcapng), one section, little-endian, nanosecond times. Every
 * block is whole before it goes to the file, so that what is there can be read after a crash. Not
 * safe for use by several threads.
 */
public final class PcapngWriter implements AutoCloseable {
  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int NAME_RESOLUTION = 4;
  private static final int INTERFACE_STATISTICS = 5;
  private static final int ENHANCED_PACKET = 6;
  private static final int DECRYPTION_SECRETS = 10;
  private static final int TLS_KEY_LOG = 0x544c534b;

  private static final int OPTION_COMMENT = 1;
  private static final int SECTION_OPERATING_SYSTEM = 3;
  private static final int SECTION_APPLICATION = 4;
  private static final int INTERFACE_NAME = 2;
  private static final int INTERFACE_RESOLUTION = 9;
  private static final int INTERFACE_FILTER = 11;
  private static final int PACKET_FLAGS = 2;
  private static final int STATISTICS_RECEIVED = 4;
  private static final int STATISTICS_DROPPED = 5;
  private static final int STATISTICS_SYSTEM_DROPPED = 7;
  private static final int STATISTICS_DELIVERED = 8;
  private static final int NAME_IPV4 = 1;
  private static final int NAME_IPV6 = 2;

  private final OutputStream out;

  private PcapngWriter(OutputStream out) {
    this.out = out;
  }

  /** Starts a new file, replacing one of this name. */
  public static PcapngWriter create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    PcapngWriter writer = new PcapngWriter(Channels.newOutputStream(channel));
    writer.section();
    return writer;
  }

  private void section() throws IOException {
    Body body = new Body();
    body.int32(BYTE_ORDER_MAGIC).int16(1).int16(0).int64(-1);
    body.text(
        SECTION_OPERATING_SYSTEM,
        System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
    body.text(SECTION_APPLICATION, "zprobe");
    block(SECTION_HEADER, body.end());
  }

  /** Describes an interface; in the order of their indexes, before their frames. */
  public void opened(CaptureInterface seen) throws IOException {
    Body body = new Body();
    body.int16(seen.linkType()).int16(0).int32((int) seen.snapLength());
    body.text(INTERFACE_NAME, seen.name());
    body.option(INTERFACE_RESOLUTION, new byte[] {9});
    if (!seen.filter().isEmpty()) {
      byte[] filter = seen.filter().getBytes(StandardCharsets.UTF_8);
      byte[] coded = new byte[filter.length + 1]; // code 0: libpcap's expression
      System.arraycopy(filter, 0, coded, 1, filter.length);
      body.option(INTERFACE_FILTER, coded);
    }
    block(INTERFACE_DESCRIPTION, body.end());
  }

  /** One frame of a live capture. */
  public void frame(Frame frame, boolean outgoing) throws IOException {
    packet(frame, outgoing ? Direction.OUTBOUND : Direction.INBOUND, "");
  }

  /**
   * One frame.
   *
   * @param comment shown by Wireshark at the frame; empty for none
   */
  public void packet(Frame frame, Direction direction, String comment) throws IOException {
    Body body = new Body();
    body.int32(frame.interfaceIndex());
    body.int32((int) (frame.nanos() >>> 32)).int32((int) frame.nanos());
    body.int32(frame.captured()).int32(frame.original());
    body.bytes(frame.buffer(), frame.offset(), frame.captured());
    body.text(OPTION_COMMENT, comment);
    if (direction != Direction.UNKNOWN) {
      int flags = direction == Direction.INBOUND ? 1 : 2;
      body.option(PACKET_FLAGS, littleEndian(4).putInt(flags).array());
    }
    block(ENHANCED_PACKET, body.end());
  }

  /** A name that this host knows for an address of 4 or 16 bytes. */
  public void name(byte[] address, String name) throws IOException {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] record = new byte[address.length + text.length + 1];
    System.arraycopy(address, 0, record, 0, address.length);
    System.arraycopy(text, 0, record, address.length, text.length);
    Body body = new Body();
    body.option(address.length == 4 ? NAME_IPV4 : NAME_IPV6, record);
    body.int32(0); // nrb_record_end
    block(NAME_RESOLUTION, body.bytes());
  }

  /** An NSS key log, for decrypting the sessions in this file. */
  public void keyLog(String lines) throws IOException {
    byte[] text = lines.getBytes(StandardCharsets.US_ASCII);
    Body body = new Body();
    body.int32(TLS_KEY_LOG).int32(text.length);
    body.bytes(ByteBuffer.wrap(text), 0, text.length);
    block(DECRYPTION_SECRETS, body.bytes());
  }

  /** Counters of an interface, at the end. */
  public void statistics(InterfaceStatistics counters) throws IOException {
    Body body = new Body();
    body.int32(counters.interfaceIndex());
    body.int32((int) (counters.nanos() >>> 32)).int32((int) counters.nanos());
    body.counter(STATISTICS_RECEIVED, counters.received());
    body.counter(STATISTICS_DROPPED, counters.dropped());
    body.counter(STATISTICS_SYSTEM_DROPPED, counters.droppedBySystem());
    body.counter(STATISTICS_DELIVERED, counters.delivered());
    block(INTERFACE_STATISTICS, body.end());
  }

  private void block(int type, byte[] body) throws IOException {
    int total = body.length + 12;
    ByteBuffer whole = littleEndian(total);
    whole.putInt(type).putInt(total).put(body).putInt(total);
    out.write(whole.array());
  }

  private static ByteBuffer littleEndian(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** What stands between a block's two lengths; always padded to four bytes. */
  private static final class Body {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream(256);

    Body int16(int value) {
      content.write(value);
      content.write(value >> 8);
      return this;
    }

    Body int32(int value) {
      return int16(value).int16(value >> 16);
    }

    Body int64(long value) {
      return int32((int) value).int32((int) (value >> 32));
    }

    void bytes(ByteBuffer buffer, int offset, int length) {
      byte[] copy = new byte[length];
      buffer.get(offset, copy, 0, length);
      content.write(copy, 0, length);
      pad();
    }

    void option(int code, byte[] value) {
      int16(code).int16(value.length);
      content.write(value, 0, value.length);
      pad();
    }

    /** Left out when empty; an option holds at most 65,535 bytes. */
    void text(int code, String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0) {
        option(code, bytes.length <= 0xffff ? bytes : java.util.Arrays.copyOf(bytes, 0xffff));
      }
    }

    void counter(int code, long value) {
      if (value >= 0) {
        option(code, littleEndian(8).putLong(value).array());
      }
    }

    private void pad() {
      while (content.size() % 4 != 0) {
        content.write(0);
      }
    }

    byte[] bytes() {
      return content.toByteArray();
    }

    /** With the end of options. */
    byte[] end() {
      return int32(0).bytes();
    }
  }
}
