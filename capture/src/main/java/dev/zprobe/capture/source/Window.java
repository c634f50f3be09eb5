package dev.zprobe.capture.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.GZIPInputStream;

/**
 * A sliding view of a byte stream in one reused array, whose memory does not grow with the file. An
 * array, since the compiler that short runs have to do with reads it without a call, which it
 * cannot do with a buffer; small, so that what was read still lies in the processor's cache.
 */
final class Window {
  private static final int SIZE = 1 << 17;

  /** Blocks beyond this are not read whole; no tool writes a larger one that matters. */
  static final int LARGEST = 16 << 20;

  private ReadableByteChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(SIZE);
  private int at;
  private int end;
  private long base;
  private boolean ended;
  private String failure = "";

  Window(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /** Big-endian; bytes are valid from {@link #at()} up to {@link #end()}. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** The array of {@link #buffer()}, with the same indexes. */
  byte[] bytes() {
    return buffer.array();
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  /** Offset of {@link #at()} in the (decompressed) stream. */
  long offset() {
    return base + at;
  }

  void advance(int bytes) {
    at += bytes;
  }

  /** Why the stream ended before its end, empty if it did not. */
  String failure() {
    return failure;
  }

  /** True when {@code bytes} bytes from {@link #at()} on are, or could be made, present. */
  boolean ensure(int bytes) {
    return end - at >= bytes || fill(bytes);
  }

  private boolean fill(int bytes) {
    if (bytes > LARGEST) {
      return false;
    }
    // What is left is less than one record, so moving it is cheap.
    base += at;
    buffer.limit(end).position(at);
    buffer.compact();
    end -= at;
    at = 0;
    if (bytes > buffer.capacity()) {
      buffer.flip();
      buffer = ByteBuffer.allocate(Math.max(bytes, Math.min(LARGEST, 2 * bytes))).put(buffer);
    }
    while (end < bytes && !ended) {
      buffer.limit(buffer.capacity()).position(end);
      int read = read(buffer);
      if (read < 0) {
        ended = true;
      } else {
        end += read;
      }
    }
    buffer.limit(buffer.capacity());
    return end >= bytes;
  }

  private int read(ByteBuffer into) {
    try {
      return channel.read(into);
    } catch (IOException e) {
      String message = e.getMessage();
      failure = message == null ? e.getClass().getSimpleName() : message;
      return -1;
    }
  }

  /** Skips bytes without keeping them; false when the stream ended before. */
  boolean skip(long bytes) {
    long left = bytes;
    while (left > end - at) {
      left -= end - at;
      at = end;
      if (!ensure(1)) {
        return false;
      }
    }
    at += (int) left;
    return true;
  }

  /**
   * Replaces the view by what the gzip stream, of which the first bytes are present, expands to.
   */
  void decompress() throws IOException {
    ReadableByteChannel packed = new Unzipped(new GZIPInputStream(new Packed(), 1 << 16));
    buffer = ByteBuffer.allocate(SIZE);
    channel = packed;
    at = 0;
    end = 0;
    base = 0;
    ended = false;
    failure = "";
  }

  /** The compressed bytes: those already in the buffer, then the channel's. */
  private final class Packed extends InputStream {
    private final ReadableByteChannel rest = channel;
    private final ByteBuffer first = buffer.duplicate().position(at).limit(end).slice();

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (first.hasRemaining()) {
        int count = Math.min(length, first.remaining());
        first.get(into, offset, count);
        return count;
      }
      return rest.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public int available() {
      // GZIPInputStream looks for another member only where bytes seem to be available.
      return 1;
    }
  }

  /** Copies by a heap array: the inflater fills one anyway. */
  private static final class Unzipped implements ReadableByteChannel {
    private final InputStream stream;
    private final byte[] chunk = new byte[1 << 16];

    Unzipped(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int count = stream.read(chunk, 0, Math.min(chunk.length, into.remaining()));
      if (count > 0) {
        into.put(chunk, 0, count);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
