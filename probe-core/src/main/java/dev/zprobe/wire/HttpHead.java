package dev.zprobe.wire;

import java.nio.ByteBuffer;

/** The head of an HTTP/1 message, RFC 9112. At most 64 KiB; a larger one is malformed. */
public record HttpHead(StartLine start, Headers headers) {

  /** Reads a request head or a status head up to and with its empty line. */
  public static Parsed<HttpHead> parse(ByteBuffer buffer, int offset, int length) {
    Parsed<MessageHead> parsed = MessageHead.parse(buffer, offset, length, "HTTP");
    if (parsed instanceof Parsed.Whole<MessageHead> whole) {
      MessageHead head = whole.message();
      return Parsed.of(new HttpHead(head.start(), head.headers()), whole.bytes());
    }
    return parsed instanceof Parsed.Truncated<MessageHead> cut
        ? Parsed.truncated(cut.wanted())
        : Parsed.malformed(((Parsed.Malformed<MessageHead>) parsed).what());
  }
}
