package dev.zprobe.capture.packet;

import java.nio.ByteBuffer;

/** The options of one TCP header that say something about a connection (RFC 9293 section 3.2). */
public final class TcpOptions {
  private static final int END = 0;
  private static final int NOTHING = 1;
  private static final int MAXIMUM_SEGMENT = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SACK_PERMITTED = 4;
  private static final int SACK = 5;
  private static final int TIMESTAMPS = 8;
  private static final int FAST_OPEN = 34;

  /** Most SACK blocks that fit in a header. */
  public static final int MOST_BLOCKS = 4;

  private final int[] left = new int[MOST_BLOCKS];
  private final int[] right = new int[MOST_BLOCKS];
  private int blocks;
  private int maximumSegment;
  private int windowScale;
  private boolean sackPermitted;
  private boolean timestamps;
  private boolean fastOpen;

  /** Reads the options between two offsets; stops quietly at the first that does not fit. */
  public void read(ByteBuffer buffer, int from, int end) {
    blocks = 0;
    maximumSegment = -1;
    windowScale = -1;
    sackPermitted = false;
    timestamps = false;
    fastOpen = false;
    int at = from;
    while (at < end) {
      int kind = buffer.get(at) & 0xff;
      if (kind == END) {
        return;
      }
      if (kind == NOTHING) {
        at++;
        continue;
      }
      int length = at + 1 < end ? buffer.get(at + 1) & 0xff : 0;
      if (length < 2 || at + length > end) {
        return;
      }
      option(buffer, at, kind, length);
      at += length;
    }
  }

  private void option(ByteBuffer buffer, int at, int kind, int length) {
    switch (kind) {
      case MAXIMUM_SEGMENT -> {
        if (length == 4) {
          maximumSegment = buffer.getShort(at + 2) & 0xffff;
        }
      }
      case WINDOW_SCALE -> {
        if (length == 3) {
          windowScale = buffer.get(at + 2) & 0xff;
        }
      }
      case SACK_PERMITTED -> sackPermitted = true;
      case SACK -> sack(buffer, at + 2, at + length);
      case TIMESTAMPS -> timestamps = length == 10;
      case FAST_OPEN -> fastOpen = true;
      default -> {}
    }
  }

  private void sack(ByteBuffer buffer, int from, int end) {
    for (int at = from; at + 8 <= end && blocks < MOST_BLOCKS; at += 8) {
      left[blocks] = buffer.getInt(at);
      right[blocks] = buffer.getInt(at + 4);
      blocks++;
    }
  }

  /** -1 where absent. */
  public int maximumSegment() {
    return maximumSegment;
  }

  /** The shift count, -1 where absent. */
  public int windowScale() {
    return windowScale;
  }

  public boolean sackPermitted() {
    return sackPermitted;
  }

  public boolean timestamps() {
    return timestamps;
  }

  public boolean fastOpen() {
    return fastOpen;
  }

  /** SACK blocks (RFC 2018), 0..4. */
  public int blocks() {
    return blocks;
  }

  public int left(int block) {
    return left[block];
  }

  public int right(int block) {
    return right[block];
  }
}
