package dev.zprobe.wire;

import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one DNS message; every step moves forward or gives up. For one use. */
final class DnsReader {
  private static final int MOST_QUESTIONS = 256;
  private static final int MOST_ANSWERS = 64;
  private static final int MOST_POINTERS = 32;
  private static final int LONGEST_TEXT = 255 * 4;

  /** Answers of {@link #readName}: the position behind the name, or one of these. */
  private static final int CUT = -1;

  private static final int BROKEN = -2;

  private final ByteBuffer buffer;
  private final int start;
  private final int end;
  private final StringBuilder name = new StringBuilder(48);

  DnsReader(ByteBuffer buffer, int offset, int length) {
    this.buffer = buffer;
    start = offset;
    end = offset + length;
  }

  Parsed<DnsMessage> message() {
    if (end - start < DnsMessage.HEADER_LENGTH) {
      return Parsed.truncated(DnsMessage.HEADER_LENGTH);
    }
    int questionCount = Math.min(uint16(start + 4), MOST_QUESTIONS);
    List<DnsMessage.Question> questions = new ArrayList<>(1);
    int at = start + DnsMessage.HEADER_LENGTH;
    for (int i = 0; i < questionCount; i++) {
      int behind = readName(at);
      boolean whole = behind >= 0 && end - behind >= 4;
      if (!whole && i > 0) {
        break;
      }
      if (behind == BROKEN) {
        return Parsed.malformed("a name that cannot be read");
      }
      if (!whole) {
        return Parsed.truncated(end - start + 1);
      }
      questions.add(new DnsMessage.Question(text(), uint16(behind)));
      at = behind + 4;
    }
    int answerCount = uint16(start + 6);
    List<DnsMessage.Answer> answers = answers(at, Math.min(answerCount, MOST_ANSWERS));
    return Parsed.of(
        new DnsMessage(uint16(start), uint16(start + 2), questions, answers, answerCount),
        end - start);
  }

  /**
   * The records that are whole; a cut or damaged one ends the list, the rest stays worth having.
   */
  private List<DnsMessage.Answer> answers(int from, int count) {
    List<DnsMessage.Answer> answers = new ArrayList<>(count);
    int at = from;
    for (int i = 0; i < count; i++) {
      int behind = readName(at);
      if (behind < 0 || end - behind < 10) {
        break;
      }
      String owner = text();
      int type = uint16(behind);
      long ttl = buffer.getInt(behind + 4) & 0xffffffffL;
      int length = uint16(behind + 8);
      if (length > end - behind - 10) {
        break;
      }
      answers.add(new DnsMessage.Answer(owner, type, ttl, value(type, behind + 10, length)));
      at = behind + 10 + length;
    }
    return answers;
  }

  private String value(int type, int at, int length) {
    boolean address =
        type == DnsMessage.TYPE_A && length == 4 || type == DnsMessage.TYPE_AAAA && length == 16;
    if (address) {
      try {
        byte[] bytes = Octets.copy(buffer, at, length).toArray();
        return Addresses.text(InetAddress.getByAddress(bytes));
      } catch (UnknownHostException impossible) {
        throw new AssertionError("an address has 4 or 16 bytes", impossible);
      }
    }
    boolean pointsToName = type == DnsMessage.TYPE_CNAME || type == 2 || type == 12;
    return pointsToName && readName(at) >= 0 ? text() : "";
  }

  private String text() {
    return name.length() == 0 ? "." : name.toString();
  }

  /** Reads a name into {@link #name}; RFC 1035 section 4.1.4. */
  private int readName(int from) {
    name.setLength(0);
    int at = from;
    int behind = CUT;
    int pointers = 0;
    while (at < end) {
      int length = buffer.get(at) & 0xff;
      if (length == 0) {
        return behind == CUT ? at + 1 : behind;
      }
      if (length >= 0xc0) {
        if (end - at < 2) {
          return CUT;
        }
        behind = behind == CUT ? at + 2 : behind;
        int target = start + (uint16(at) & 0x3fff);
        if (++pointers > MOST_POINTERS || target >= end) {
          return BROKEN;
        }
        at = target;
        continue;
      }
      if (length > 63 || name.length() > LONGEST_TEXT) {
        return BROKEN;
      }
      if (length > end - at - 1) {
        return CUT;
      }
      append(at + 1, length);
      at += 1 + length;
    }
    return CUT;
  }

  private void append(int at, int length) {
    if (name.length() > 0) {
      name.append('.');
    }
    for (int i = 0; i < length; i++) {
      int each = buffer.get(at + i) & 0xff;
      if (each > ' ' && each < 127) {
        name.append((char) each);
      } else {
        // RFC 1035 section 5.1: three decimal digits behind a backslash.
        name.append('\\').append(each / 100).append(each / 10 % 10).append(each % 10);
      }
    }
  }

  private int uint16(int at) {
    return buffer.getShort(at) & 0xffff;
  }
}
