package dev.zprobe.capture.source;

/** Reads the classic pcap format: both byte orders, micro and nanoseconds, modified headers. */
final class PcapSource {
  private static final int MICROS = 0xa1b2c3d4;
  private static final int NANOS = 0xa1b23c4d;
  private static final int MODIFIED = 0xa1b2cd34;

  private static final int HEADER_LENGTH = 24;
  private static final int VERSION_MAJOR = 4;
  private static final int VERSION_MINOR = 6;
  private static final int SNAP_LENGTH = 16;
  private static final int LINK_TYPE = 20;

  private static final int RECORD_SECONDS = 0;
  private static final int RECORD_FRACTION = 4;
  private static final int RECORD_CAPTURED = 8;
  private static final int RECORD_ORIGINAL = 12;
  private static final int RECORD_LENGTH = 16;
  private static final int MODIFIED_RECORD_LENGTH = 24;

  /** More than any capture tool keeps of a frame; a larger claim is a broken record. */
  static final int LARGEST_FRAME = 262_144;

  private final Window window;
  private final Reading reading;
  private final boolean swapped;
  private final int recordLength;
  private final long fractionNanos;
  private boolean lengthsSwapped;
  private int linkType;
  private int interfaceIndex;

  /** True when the first four bytes, read big-endian, are a pcap file's in either byte order. */
  static boolean recognises(int magic) {
    int other = Integer.reverseBytes(magic);
    return isMagic(magic) || isMagic(other);
  }

  private static boolean isMagic(int magic) {
    return magic == MICROS || magic == NANOS || magic == MODIFIED;
  }

  PcapSource(Window window, int magic, Reading reading) {
    this.window = window;
    this.reading = reading;
    swapped = !isMagic(magic);
    int plain = swapped ? Integer.reverseBytes(magic) : magic;
    recordLength = plain == MODIFIED ? MODIFIED_RECORD_LENGTH : RECORD_LENGTH;
    fractionNanos = plain == NANOS ? 1 : 1_000;
  }

  void deliver() {
    if (!header()) {
      reading.damage(window, "the file header is cut short");
      return;
    }
    while (!reading.closed()) {
      if (!window.ensure(recordLength)) {
        end();
        return;
      }
      if (!record()) {
        return;
      }
    }
  }

  private boolean header() {
    if (!window.ensure(HEADER_LENGTH)) {
      return false;
    }
    int at = window.at();
    int major = half(at + VERSION_MAJOR);
    int minor = half(at + VERSION_MINOR);
    // Before version 2.3 the two lengths of a record stood the other way round.
    lengthsSwapped = major == 2 && minor < 3;
    linkType = word(at + LINK_TYPE) & 0xffff;
    long snapLength = word(at + SNAP_LENGTH) & 0xffffffffL;
    interfaceIndex = reading.open(linkType, snapLength, "", "", "");
    window.advance(HEADER_LENGTH);
    return true;
  }

  private boolean record() {
    int at = window.at();
    int captured = word(at + (lengthsSwapped ? RECORD_ORIGINAL : RECORD_CAPTURED));
    if (captured < 0 || captured > LARGEST_FRAME) {
      reading.damage(window, "a record claims " + (captured & 0xffffffffL) + " bytes");
      return false;
    }
    if (!window.ensure(recordLength + captured)) {
      end();
      return false;
    }
    at = window.at();
    int original = word(at + (lengthsSwapped ? RECORD_CAPTURED : RECORD_ORIGINAL));
    long seconds = word(at + RECORD_SECONDS) & 0xffffffffL;
    long fraction = word(at + RECORD_FRACTION) & 0xffffffffL;
    long nanos = seconds * 1_000_000_000L + fraction * fractionNanos;
    Frame frame = reading.next(nanos, interfaceIndex);
    int length = Math.max(captured, original < 0 ? Integer.MAX_VALUE : original);
    frame.content(window.buffer(), at + recordLength, captured, length, linkType);
    reading.deliver(frame);
    window.advance(recordLength + captured);
    return true;
  }

  private void end() {
    if (!window.failure().isEmpty()) {
      reading.damage(window, window.failure());
    } else if (window.ensure(1)) {
      reading.damage(window, "the last record is cut short");
    }
  }

  /** In the byte order of the file. */
  private int word(int at) {
    byte[] bytes = window.bytes();
    int big =
        bytes[at] << 24
            | (bytes[at + 1] & 0xff) << 16
            | (bytes[at + 2] & 0xff) << 8
            | bytes[at + 3] & 0xff;
    return swapped ? Integer.reverseBytes(big) : big;
  }

  private int half(int at) {
    int big = word(at); // the file header goes on behind every half
    return swapped ? big & 0xffff : big >>> 16;
  }
}
