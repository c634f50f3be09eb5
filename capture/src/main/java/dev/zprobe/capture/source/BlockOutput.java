package dev.zprobe.capture.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts pcapng blocks together, little-endian, and writes them in batches of whole blocks. */
final class BlockOutput {
  private static final int SIZE = 1 << 18;
  private static final int LONGEST_OPTION = 0xffff;
  private static final byte[] PADDING = new byte[4];

  private final FileChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.LITTLE_ENDIAN);
  private final List<IOException> failures = new ArrayList<>();
  private long written;
  private int begun;

  BlockOutput(FileChannel channel) {
    this.channel = channel;
  }

  /** Begins a block whose body takes at most {@code room} bytes. */
  void begin(int type, int room) {
    if (buffer.remaining() < room + 16) {
      flush();
      if (buffer.capacity() < room + 16) {
        buffer = ByteBuffer.allocateDirect(room + 16).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    begun = buffer.position();
    buffer.putInt(type);
    buffer.putInt(0);
  }

  void end() {
    int length = buffer.position() + 4 - begun;
    buffer.putInt(length);
    buffer.putInt(begun + 4, length);
  }

  void word(int value) {
    buffer.putInt(value);
  }

  void half(int value) {
    buffer.putShort((short) value);
  }

  void doubleWord(long value) {
    buffer.putLong(value);
  }

  /** Bytes, padded to four. */
  void bytes(byte[] content) {
    buffer.put(content);
    pad(content.length);
  }

  void bytes(ByteBuffer from, int at, int length) {
    buffer.put(buffer.position(), from, at, length);
    buffer.position(buffer.position() + length);
    pad(length);
  }

  private void pad(int length) {
    buffer.put(PADDING, 0, -length & 3);
  }

  void option(int code, byte[] content) {
    byte[] kept = fitting(content);
    half(code);
    half(kept.length);
    bytes(kept);
  }

  void option(int code, long value) {
    half(code);
    half(8);
    doubleWord(value);
  }

  void endOptions() {
    word(0);
  }

  /** As much as an option can hold. */
  static byte[] fitting(byte[] content) {
    return content.length <= LONGEST_OPTION ? content : Arrays.copyOf(content, LONGEST_OPTION);
  }

  void flush() {
    buffer.flip();
    long whole = written;
    try {
      while (buffer.hasRemaining() && !failed()) {
        written += channel.write(buffer);
      }
    } catch (IOException e) {
      failures.add(e);
      cut(whole);
    }
    buffer.clear();
  }

  /** A full disk takes a part of a batch: the file ends with the last block that it took whole. */
  private void cut(long before) {
    int whole = 0;
    int limit = (int) (written - before);
    while (whole + 8 <= limit && whole + buffer.getInt(whole + 4) <= limit) {
      whole += buffer.getInt(whole + 4);
    }
    try {
      channel.truncate(before + whole);
      written = before + whole;
    } catch (IOException stays) {
      failures.add(stays);
    }
  }

  boolean failed() {
    return !failures.isEmpty();
  }

  long length() {
    return written + buffer.position();
  }

  void close() throws IOException {
    flush();
    channel.close();
    if (failed()) {
      throw failures.get(0);
    }
  }
}
