package dev.zprobe.testdata.frames;

import java.nio.ByteBuffer;

/**
 * A TCP segment to be (RFC 9293, section 3.1). Flags are written as letters: {@code S A F R P U E
 * C}. A builder belongs to one thread.
 */
public final class Segment {
  private static final String FLAGS = "FSRPAUEC";

  private final int sourcePort;
  private final int destinationPort;
  private int flags;
  private int sequence;
  private int acknowledgement;
  private int window = 64_240;
  private byte[] options = {};
  private byte[] payload = {};

  private Segment(int sourcePort, int destinationPort) {
    this.sourcePort = sourcePort;
    this.destinationPort = destinationPort;
  }

  /** From one port to another, 0 to 65535. */
  public static Segment between(int sourcePort, int destinationPort) {
    return new Segment(sourcePort, destinationPort);
  }

  /** The flags, for example {@code SA}. */
  public Segment flags(String letters) {
    flags = 0;
    for (int i = 0; i < letters.length(); i++) {
      int bit = FLAGS.indexOf(letters.charAt(i));
      if (bit < 0) {
        throw new IllegalArgumentException("no TCP flags: " + letters);
      }
      flags |= 1 << bit;
    }
    return this;
  }

  /** Sequence and acknowledgement number, as 32 unsigned bits. */
  public Segment numbers(long sequenceNumber, long acknowledgementNumber) {
    sequence = (int) sequenceNumber;
    acknowledgement = (int) acknowledgementNumber;
    return this;
  }

  /** The window field, 0 to 65535. */
  public Segment window(int value) {
    window = value;
    return this;
  }

  /** Raw options, padded with zeros to whole words; at most 40 bytes. */
  public Segment options(byte... raw) {
    options = ByteBuffer.allocate((raw.length + 3) / 4 * 4).put(raw).array();
    return this;
  }

  /** The option of section 3.7.1, 0 to 65535 bytes. */
  public Segment maximumSegmentSize(int bytes) {
    return options((byte) 2, (byte) 4, (byte) (bytes >> 8), (byte) bytes);
  }

  /** What it carries. */
  public Segment payload(byte[] bytes) {
    payload = bytes.clone();
    return this;
  }

  byte[] bytes() {
    int header = 20 + options.length;
    ByteBuffer out = ByteBuffer.allocate(header + payload.length);
    out.putShort((short) sourcePort).putShort((short) destinationPort);
    out.putInt(sequence).putInt(acknowledgement);
    out.put((byte) ((header / 4) << 4)).put((byte) flags).putShort((short) window);
    return out.putInt(0).put(options).put(payload).array();
  }
}
