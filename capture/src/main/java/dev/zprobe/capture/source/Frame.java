package dev.zprobe.capture.source;

import java.nio.ByteBuffer;

/**
 * One captured frame, as a view that a source fills again and again: nothing is allocated per
 * frame. The bytes lie in {@link #buffer()} from {@link #offset()} on; use absolute getters, the
 * buffer's position and limit mean nothing.
 */
public final class Frame {
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int offset;
  private int captured;
  private int original;
  private int linkType;
  private long number;
  private long nanos;
  private int interfaceIndex;
  private Direction direction = Direction.UNKNOWN;

  /** Sets number, time and interface. */
  public Frame moment(long frameNumber, long epochNanos, int onInterface) {
    number = frameNumber;
    nanos = epochNanos;
    interfaceIndex = onInterface;
    direction = Direction.UNKNOWN;
    return this;
  }

  /**
   * Sets the bytes.
   *
   * @param bytes big-endian
   * @param capturedLength bytes present from {@code at} on
   * @param originalLength bytes on the wire
   * @param dataLinkType as in pcap's registry of link types
   */
  public Frame content(
      ByteBuffer bytes, int at, int capturedLength, int originalLength, int dataLinkType) {
    buffer = bytes;
    offset = at;
    captured = capturedLength;
    original = originalLength;
    linkType = dataLinkType;
    return this;
  }

  public Frame direction(Direction seen) {
    direction = seen;
    return this;
  }

  /** From 1, over the whole capture, as Wireshark counts. */
  public long number() {
    return number;
  }

  /** Since the epoch; 0 where the capture has no times. */
  public long nanos() {
    return nanos;
  }

  /** Index of the {@link CaptureInterface}, from 0 over the whole capture. */
  public int interfaceIndex() {
    return interfaceIndex;
  }

  public Direction direction() {
    return direction;
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  public int offset() {
    return offset;
  }

  /** Bytes that the capture holds. */
  public int captured() {
    return captured;
  }

  /** Bytes that were on the wire; never less than {@link #captured()}. */
  public int original() {
    return original;
  }

  public int linkType() {
    return linkType;
  }
}
