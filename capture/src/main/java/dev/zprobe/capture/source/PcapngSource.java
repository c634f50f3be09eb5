package dev.zprobe.capture.source;

import java.nio.ByteBuffer;

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): walks the blocks of every section in either byte order,
 * and hands each kind to its reader. Unknown blocks are skipped.
 */
final class PcapngSource {
  static final int SECTION = 0x0a0d0d0a;
  static final int INTERFACE = 1;
  static final int OLD_PACKET = 2;
  static final int SIMPLE_PACKET = 3;
  static final int NAMES = 4;
  static final int STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;
  static final int SECRETS = 10;
  static final int CUSTOM = 0x0bad;
  static final int PRIVATE_CUSTOM = 0x40000bad;

  // Records that are no packets, but that Wireshark numbers as frames.
  private static final int SYSTEMD_JOURNAL = 9;
  private static final int SYSDIG_EVENT = 0x204;
  private static final int SYSDIG_EVENT_FLAGS = 0x208;
  private static final int SYSDIG_EVENT_2 = 0x216;
  private static final int SYSDIG_EVENT_2_FLAGS = 0x217;

  private static final int BYTE_ORDER = 0x1a2b3c4d;
  private static final int SMALLEST_SECTION = 28;
  private static final int SMALLEST_BLOCK = 12;

  /** Type, total length, and the byte order mark where it is a section header. */
  private static final int BLOCK_HEADER = 12;

  private static final int SECTION_BODY = 24;

  private final Window window;
  private final Reading reading;
  private final Section section;
  private final PacketBlocks packets;
  private final DescriptionBlocks descriptions;

  static boolean recognises(int magic) {
    return magic == SECTION;
  }

  PcapngSource(Window window, Reading reading) {
    this.window = window;
    this.reading = reading;
    section = new Section();
    packets = new PacketBlocks(section, reading);
    descriptions = new DescriptionBlocks(section, reading);
  }

  void deliver() {
    String problem = "";
    while (problem.isEmpty() && !reading.closed()) {
      if (!window.ensure(BLOCK_HEADER)) {
        end();
        return;
      }
      problem = block();
    }
    if (!problem.isEmpty()) {
      reading.damage(window, problem);
    }
  }

  private void end() {
    if (!window.failure().isEmpty()) {
      reading.damage(window, window.failure());
    } else if (window.ensure(1)) {
      reading.damage(window, "the last block is cut short");
    }
  }

  /** Reads one block; the answer is what is wrong with it, empty if nothing. */
  private String block() {
    ByteBuffer buffer = window.buffer();
    int at = window.at();
    int type = buffer.getInt(at);
    boolean sectionHeader = type == SECTION;
    if (sectionHeader) {
      int order = buffer.getInt(at + 8);
      if (order != BYTE_ORDER && Integer.reverseBytes(order) != BYTE_ORDER) {
        return "a section header has no valid byte order mark";
      }
      section.begin(order != BYTE_ORDER);
      // One more than the header: the versions follow the byte order mark.
      if (!window.ensure(BLOCK_HEADER + 4)) {
        return "the last block is cut short";
      }
      buffer = window.buffer();
      at = window.at();
      int major = section.half(buffer, at + BLOCK_HEADER);
      int minor = section.half(buffer, at + BLOCK_HEADER + 2);
      if (major != 1) {
        return "a section has the unknown pcapng version " + major + "." + minor;
      }
    } else {
      type = section.word(buffer, at);
    }
    long total = section.word(buffer, at + 4) & 0xffffffffL;
    int least = sectionHeader ? SMALLEST_SECTION : SMALLEST_BLOCK;
    if (total < least || (total & 3) != 0) {
      return "a block claims a length of " + total + " bytes";
    }
    if (total > Window.LARGEST) {
      return skipped(total, type);
    }
    if (!window.ensure((int) total)) {
      return window.failure().isEmpty() ? "the last block is cut short" : window.failure();
    }
    return whole(type, (int) total);
  }

  private String skipped(long total, int type) {
    if (type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == OLD_PACKET) {
      return "a packet block claims a length of " + total + " bytes";
    }
    return window.skip(total) ? "" : "the last block is cut short";
  }

  private String whole(int type, int total) {
    ByteBuffer buffer = window.buffer();
    int at = window.at();
    int end = at + total - 4;
    if (section.word(buffer, end) != total) {
      return "the two lengths of a block differ";
    }
    int body = at + 8;
    String problem =
        switch (type) {
          case ENHANCED_PACKET -> packets.enhanced(buffer, body, end);
          case SIMPLE_PACKET -> packets.simple(buffer, body, end);
          case OLD_PACKET -> packets.old(buffer, body, end);
          case INTERFACE -> descriptions.linkInterface(buffer, body, end);
          case SECTION -> descriptions.section(buffer, at + SECTION_BODY, end);
          case NAMES -> descriptions.names(buffer, body, end);
          case STATISTICS -> descriptions.statistics(buffer, body, end);
          case SECRETS -> descriptions.secrets(buffer, body, end);
          case CUSTOM, PRIVATE_CUSTOM -> descriptions.custom(buffer, body, end);
          case SYSTEMD_JOURNAL,
              SYSDIG_EVENT,
              SYSDIG_EVENT_FLAGS,
              SYSDIG_EVENT_2,
              SYSDIG_EVENT_2_FLAGS ->
              descriptions.numbered();
          default -> "";
        };
    if (problem.isEmpty()) {
      window.advance(total);
    }
    return problem;
  }
}
