package dev.zprobe.capture.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The pcapng blocks that carry no frame. Each method answers what is wrong, or "". */
final class DescriptionBlocks {
  private static final int INTERFACE_BODY = 8;
  private static final int INTERFACE_NAME = 2;
  private static final int INTERFACE_DESCRIPTION = 3;
  private static final int INTERFACE_RESOLUTION = 9;
  private static final int INTERFACE_FILTER = 11;
  private static final int INTERFACE_TIME_OFFSET = 14;

  private static final int MICROSECONDS = 6;

  private static final int NAME_IPV4 = 1;
  private static final int NAME_IPV6 = 2;

  private static final int STATISTICS_BODY = 12;
  private static final int RECEIVED = 4;
  private static final int DROPPED = 5;
  private static final int ACCEPTED = 6;
  private static final int DROPPED_BY_SYSTEM = 7;
  private static final int DELIVERED = 8;

  private final Section section;
  private final Reading reading;

  DescriptionBlocks(Section section, Reading reading) {
    this.section = section;
    this.reading = reading;
  }

  String section(ByteBuffer buffer, int optionsAt, int end) {
    Options options = new Options(section, buffer, optionsAt, end);
    while (options.next()) {
      if (options.code() == Options.COMMENT) {
        reading.sink().comment(0, options.text());
      }
    }
    return "";
  }

  String linkInterface(ByteBuffer buffer, int body, int end) {
    if (end - body < INTERFACE_BODY) {
      return "an interface block is too short";
    }
    int linkType = section.half(buffer, body);
    int snapLength = section.word(buffer, body + 4);
    String name = "";
    String description = "";
    String filter = "";
    int resolution = MICROSECONDS;
    long timeOffset = 0;
    Options options = new Options(section, buffer, body + INTERFACE_BODY, end);
    while (options.next()) {
      int length = options.length();
      switch (options.code()) {
        case INTERFACE_NAME -> name = options.text();
        case INTERFACE_DESCRIPTION -> description = options.text();
        case INTERFACE_FILTER -> filter = filter(buffer, options);
        case INTERFACE_RESOLUTION ->
            resolution = length == 1 ? buffer.get(options.at()) & 0xff : resolution;
        case INTERFACE_TIME_OFFSET ->
            timeOffset = length == 8 ? section.doubleWord(buffer, options.at()) : timeOffset;
        default -> {}
      }
    }
    int index = reading.open(linkType, snapLength & 0xffffffffL, name, description, filter);
    boolean added = section.add(index, linkType, snapLength, resolution, timeOffset);
    return added ? "" : "a section describes too many interfaces";
  }

  /** The first byte says whether a text or compiled code follows. */
  private static String filter(ByteBuffer buffer, Options options) {
    boolean text = options.length() > 0 && buffer.get(options.at()) == 0;
    return text ? Options.text(buffer, options.at() + 1, options.length() - 1) : "";
  }

  String names(ByteBuffer buffer, int body, int end) {
    Options records = new Options(section, buffer, body, end);
    while (records.next()) {
      int addressLength =
          switch (records.code()) {
            case NAME_IPV4 -> 4;
            case NAME_IPV6 -> 16;
            default -> 0;
          };
      if (addressLength > 0 && records.length() > addressLength) {
        byte[] address = Options.bytes(buffer, records.at(), addressLength);
        int textAt = records.at() + addressLength;
        int textLength = records.length() - addressLength;
        String names =
            new String(Options.bytes(buffer, textAt, textLength), StandardCharsets.UTF_8);
        for (String name : names.split("\0")) {
          reading.sink().name(address.clone(), name);
        }
      }
    }
    return "";
  }

  String statistics(ByteBuffer buffer, int body, int end) {
    if (end - body < STATISTICS_BODY) {
      return "a statistics block is too short";
    }
    int id = section.word(buffer, body);
    if (id < 0 || id >= section.interfaces()) {
      return "statistics name interface " + (id & 0xffffffffL) + ", which is not described";
    }
    long[] counters = {-1, -1, -1, -1, -1};
    Options options = new Options(section, buffer, body + STATISTICS_BODY, end);
    while (options.next()) {
      int code = options.code();
      if (code >= RECEIVED && code <= DELIVERED && options.length() == 8) {
        counters[code - RECEIVED] = section.doubleWord(buffer, options.at());
      }
    }
    long nanos = section.nanos(id, section.word(buffer, body + 4), section.word(buffer, body + 8));
    reading
        .sink()
        .statistics(
            new InterfaceStatistics(
                section.index(id),
                nanos,
                counters[0],
                counters[DROPPED - RECEIVED],
                counters[ACCEPTED - RECEIVED],
                counters[DROPPED_BY_SYSTEM - RECEIVED],
                counters[DELIVERED - RECEIVED]));
    return "";
  }

  String secrets(ByteBuffer buffer, int body, int end) {
    if (end - body < 8) {
      return "a secrets block is too short";
    }
    int type = section.word(buffer, body);
    int length = section.word(buffer, body + 4);
    if (length < 0 || length > end - body - 8) {
      return "a secrets block claims " + (length & 0xffffffffL) + " bytes";
    }
    reading.sink().secrets(type, Options.bytes(buffer, body + 8, length));
    return "";
  }

  String custom(ByteBuffer buffer, int body, int end) {
    if (end - body >= 4) {
      long enterprise = section.word(buffer, body) & 0xffffffffL;
      reading
          .sink()
          .custom(reading.number(), enterprise, Options.bytes(buffer, body + 4, end - body - 4));
    }
    return "";
  }

  /** A record that is no packet but takes a frame number. */
  String numbered() {
    reading.number();
    return "";
  }
}
