package dev.zprobe.testdata.frames;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Frames with their times, as a pcap file with nanoseconds (magic 0xa1b23c4d, big-endian). A
 * recording belongs to one thread.
 */
public final class Recording {
  /** Link types of the tcpdump registry. */
  public static final int ETHERNET = 1;

  public static final int RAW_IP = 101;

  private static final int NANOSECOND_MAGIC = 0xa1b23c4d;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final int snapLength;
  private Instant now;
  private int frames;

  private Recording(Instant start, int linkType, int snapLength) {
    this.now = start;
    this.snapLength = snapLength;
    ByteBuffer header = ByteBuffer.allocate(24);
    header.putInt(NANOSECOND_MAGIC).putShort((short) 2).putShort((short) 4);
    header.putLong(0).putInt(snapLength).putInt(linkType);
    file.writeBytes(header.array());
  }

  /** Whole Ethernet frames from that moment on. */
  public static Recording from(Instant start) {
    return new Recording(start, ETHERNET, 262_144);
  }

  /**
   * Frames of another link, cut.
   *
   * @param linkType of the tcpdump registry
   * @param snapLength frames longer than this are cut, as a capture does
   */
  public static Recording from(Instant start, int linkType, int snapLength) {
    return new Recording(start, linkType, snapLength);
  }

  /** Lets time pass; a negative duration makes the next frame go back in time. */
  public Recording after(Duration pause) {
    now = now.plus(pause);
    return this;
  }

  /** Writes a frame at the present moment. */
  public Recording add(byte[] frame) {
    byte[] kept = Arrays.copyOf(frame, Math.min(frame.length, snapLength));
    ByteBuffer header = ByteBuffer.allocate(16);
    header.putInt((int) now.getEpochSecond()).putInt(now.getNano());
    header.putInt(kept.length).putInt(frame.length);
    file.writeBytes(header.array());
    file.writeBytes(kept);
    frames++;
    return this;
  }

  /** The present moment. */
  public Instant now() {
    return now;
  }

  /** How many frames there are; the number of the last one as Wireshark counts. */
  public int frames() {
    return frames;
  }

  /** The file's bytes. */
  public byte[] bytes() {
    return file.toByteArray();
  }

  /**
   * Writes the file.
   *
   * @throws IOException when it cannot be written
   */
  public Path write(Path to) throws IOException {
    return Files.write(to, bytes());
  }
}
