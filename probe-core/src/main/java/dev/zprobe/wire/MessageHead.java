package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text head that HTTP/1 and SIP share: a start line, header fields, an empty line. Bounded. */
final class MessageHead {
  static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_FIELDS = 256;

  private final StartLine start;
  private final Headers headers;

  private MessageHead(StartLine start, Headers headers) {
    this.start = start;
    this.headers = headers;
  }

  StartLine start() {
    return start;
  }

  Headers headers() {
    return headers;
  }

  /**
   * Reads a head whose version begins with the protocol's name and a slash.
   *
   * @param protocol {@code HTTP} or {@code SIP}
   */
  static Parsed<MessageHead> parse(ByteBuffer buffer, int offset, int length, String protocol) {
    int end = end(buffer, offset, length);
    int lineEnd = lineEnd(buffer, offset, end < 0 ? offset + Math.min(length, MOST_BYTES) : end);
    if (lineEnd < 0) {
      return length >= MOST_BYTES
          ? Parsed.malformed("a start line without an end")
          : mayBegin(buffer, offset, length, protocol);
    }
    Optional<StartLine> start = startLine(line(buffer, offset, lineEnd), protocol);
    if (start.isEmpty()) {
      return Parsed.malformed("not a start line of " + protocol);
    }
    if (end < 0) {
      return length >= MOST_BYTES
          ? Parsed.malformed("a head of more than 64 KiB")
          : Parsed.truncated(length + 1);
    }
    List<Headers.Field> fields = new ArrayList<>();
    int at = next(buffer, lineEnd, end);
    while (at < end) {
      int stop = lineEnd(buffer, at, end);
      if (stop < 0 || stop == at) {
        break;
      }
      addField(fields, line(buffer, at, stop));
      at = next(buffer, stop, end);
    }
    MessageHead head = new MessageHead(start.get(), new Headers(fields));
    return Parsed.of(head, end - offset);
  }

  private static Parsed<MessageHead> mayBegin(
      ByteBuffer buffer, int offset, int length, String protocol) {
    for (int i = 0; i < length; i++) {
      int each = buffer.get(offset + i) & 0xff;
      if (each < ' ' && each != '\r' && each != '\t') {
        return Parsed.malformed("not a start line of " + protocol);
      }
    }
    return Parsed.truncated(length + 1);
  }

  private static Optional<StartLine> startLine(String line, String protocol) {
    int first = line.indexOf(' ');
    if (first <= 0) {
      return Optional.empty();
    }
    if (line.startsWith(protocol + "/")) {
      String code = line.length() >= first + 4 ? line.substring(first + 1, first + 4) : "";
      if (!code.chars().allMatch(each -> each >= '0' && each <= '9') || code.isEmpty()) {
        return Optional.empty();
      }
      String reason = line.length() > first + 5 ? line.substring(first + 5) : "";
      int number = Integer.parseInt(code);
      return number < 100
          ? Optional.empty()
          : Optional.of(new StartLine.Status(line.substring(0, first), number, reason));
    }
    int last = line.lastIndexOf(' ');
    if (last <= first || !line.startsWith(protocol + "/", last + 1)) {
      return Optional.empty();
    }
    String method = line.substring(0, first);
    if (!method.chars().allMatch(MessageHead::isTokenCharacter)) {
      return Optional.empty();
    }
    int second = line.indexOf(' ', first + 1);
    String target = line.substring(first + 1, second);
    return Optional.of(new StartLine.Request(method, target, line.substring(last + 1)));
  }

  /** RFC 9110 section 5.6.2. */
  static boolean isTokenCharacter(int character) {
    return character >= '0' && character <= '9'
        || character >= 'A' && character <= 'Z'
        || character >= 'a' && character <= 'z'
        || "!#$%&'*+-.^_`|~".indexOf(character) >= 0;
  }

  private static void addField(List<Headers.Field> fields, String line) {
    boolean folded = line.startsWith(" ") || line.startsWith("\t");
    if (folded && !fields.isEmpty()) {
      Headers.Field last = fields.remove(fields.size() - 1);
      fields.add(new Headers.Field(last.name(), last.value() + " " + line.strip()));
      return;
    }
    int colon = line.indexOf(':');
    if (colon > 0 && fields.size() < MOST_FIELDS) {
      fields.add(
          new Headers.Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
    }
  }

  /** Just behind the empty line, or -1; bare line feeds are forgiven as RFC 9112 2.2 allows. */
  private static int end(ByteBuffer buffer, int offset, int length) {
    int limit = offset + Math.min(length, MOST_BYTES);
    for (int at = offset + 1; at < limit; at++) {
      if (buffer.get(at) != '\n') {
        continue;
      }
      boolean afterLineFeed = buffer.get(at - 1) == '\n';
      boolean afterBoth =
          at >= offset + 2 && buffer.get(at - 1) == '\r' && buffer.get(at - 2) == '\n';
      if (afterLineFeed || afterBoth) {
        return at + 1;
      }
    }
    return -1;
  }

  private static int lineEnd(ByteBuffer buffer, int from, int end) {
    for (int at = from; at < end; at++) {
      if (buffer.get(at) == '\n') {
        return at > from && buffer.get(at - 1) == '\r' ? at - 1 : at;
      }
    }
    return -1;
  }

  private static int next(ByteBuffer buffer, int lineEnd, int end) {
    int at = lineEnd;
    while (at < end && buffer.get(at) != '\n') {
      at++;
    }
    return at + 1;
  }

  private static String line(ByteBuffer buffer, int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    for (int at = from; at < to; at++) {
      text.append((char) (buffer.get(at) & 0xff));
    }
    return text.toString();
  }
}
