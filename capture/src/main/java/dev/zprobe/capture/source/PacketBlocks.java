package dev.zprobe.capture.source;

import java.nio.ByteBuffer;

/** The three pcapng blocks that carry a frame. Each method answers what is wrong, or "". */
final class PacketBlocks {
  private static final int ENHANCED_INTERFACE = 0;
  private static final int ENHANCED_TIME = 4;
  private static final int ENHANCED_CAPTURED = 12;
  private static final int ENHANCED_ORIGINAL = 16;
  private static final int ENHANCED_CONTENT = 20;

  private static final int SIMPLE_ORIGINAL = 0;
  private static final int SIMPLE_CONTENT = 4;

  private static final int OPTION_FLAGS = 2;

  private final Section section;
  private final Reading reading;

  PacketBlocks(Section section, Reading reading) {
    this.section = section;
    this.reading = reading;
  }

  String enhanced(ByteBuffer buffer, int body, int end) {
    if (end - body < ENHANCED_CONTENT) {
      return "a packet block is too short";
    }
    return timed(buffer, body, end, section.word(buffer, body + ENHANCED_INTERFACE));
  }

  /**
   * The obsolete packet block: as the enhanced one, but a drop count beside a short interface id.
   */
  String old(ByteBuffer buffer, int body, int end) {
    if (end - body < ENHANCED_CONTENT) {
      return "a packet block is too short";
    }
    return timed(buffer, body, end, section.half(buffer, body));
  }

  private String timed(ByteBuffer buffer, int body, int end, int id) {
    if (id < 0 || id >= section.interfaces()) {
      return "a packet names interface " + (id & 0xffffffffL) + ", which is not described";
    }
    int captured = section.word(buffer, body + ENHANCED_CAPTURED);
    int original = section.word(buffer, body + ENHANCED_ORIGINAL);
    int at = body + ENHANCED_CONTENT;
    if (captured < 0 || captured > PcapSource.LARGEST_FRAME || captured > end - at) {
      return "a packet claims " + (captured & 0xffffffffL) + " bytes";
    }
    int high = section.word(buffer, body + ENHANCED_TIME);
    int low = section.word(buffer, body + ENHANCED_TIME + 4);
    int options = at + ((captured + 3) & ~3);

    Direction direction = Direction.UNKNOWN;
    if (options < end) {
      direction = options(buffer, options, end);
    }
    Frame frame = reading.next(section.nanos(id, high, low), section.index(id));
    frame.content(buffer, at, captured, length(captured, original), section.linkType(id));
    reading.deliver(frame.direction(direction));
    return "";
  }

  private Direction options(ByteBuffer buffer, int at, int end) {
    Direction direction = Direction.UNKNOWN;
    Options options = new Options(section, buffer, at, end);
    while (options.next()) {
      if (options.code() == Options.COMMENT) {
        reading.sink().comment(reading.upcoming(), options.text());
      } else if (options.code() == OPTION_FLAGS && options.length() == 4) {
        direction = Direction.fromFlags(section.word(buffer, options.at()));
      }
    }
    return direction;
  }

  String simple(ByteBuffer buffer, int body, int end) {
    if (end - body < SIMPLE_CONTENT) {
      return "a simple packet block is too short";
    }
    if (section.interfaces() == 0) {
      return "a simple packet comes before any interface";
    }
    int original = section.word(buffer, body + SIMPLE_ORIGINAL);
    int at = body + SIMPLE_CONTENT;
    int limit = section.snapLength(0);
    long wanted = original & 0xffffffffL;
    long captured = limit == 0 ? wanted : Math.min(wanted, limit & 0xffffffffL);
    if (captured > PcapSource.LARGEST_FRAME || captured > end - at) {
      return "a simple packet claims " + captured + " bytes";
    }
    Frame frame = reading.next(0, section.index(0));
    int length = (int) captured;
    frame.content(buffer, at, length, length(length, original), section.linkType(0));
    reading.deliver(frame);
    return "";
  }

  private static int length(int captured, int original) {
    return original < 0 ? Integer.MAX_VALUE : Math.max(captured, original);
  }
}
