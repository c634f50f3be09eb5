package dev.zprobe.capture.redact;

/** Replaces the texts within DER (X.690), each by one of the same length; the rest stays. */
final class DerMask {
  private static final int DEEPEST = 24;
  private static final int OBJECT_IDENTIFIER = 6;
  private static final int OCTETS = 4;

  private final Substitutes put;

  DerMask(Substitutes put) {
    this.put = put;
  }

  void mask(byte[] bytes, int from, int end) {
    walk(bytes, from, Math.min(end, bytes.length), 0);
  }

  private void walk(byte[] bytes, int from, int end, int depth) {
    int at = from;
    while (at + 2 <= end && depth < DEEPEST) {
      int tag = Bytes.uint8(bytes, at);
      int length = Bytes.uint8(bytes, at + 1);
      int body = at + 2;
      if (length > 0x80 && length <= 0x83 && body + (length & 3) <= end) {
        int width = length & 3;
        length = 0;
        for (int i = 0; i < width; i++) {
          length = length << 8 | Bytes.uint8(bytes, body + i);
        }
        body += width;
      }
      int next = Math.min(end, body + length);
      content(bytes, tag, body, next, depth);
      at = next;
    }
  }

  private void content(byte[] bytes, int tag, int body, int next, int depth) {
    boolean constructed = (tag & 0x20) != 0;
    if (constructed) {
      walk(bytes, body, next, depth + 1);
    } else if (tag == OCTETS && next - body > 2 && Bytes.uint8(bytes, body) == 0x30) {
      walk(bytes, body, next, depth + 1); // the value of an extension
    } else if (isText(tag) && next - body > 2) {
      put.word(bytes, body, next - body);
    } else if (tag == 0x86 && next > body) {
      uri(bytes, body, next);
    } else if (tag == 0x87 && (next - body == 4 || next - body == 16)) {
      put.address(bytes, body, next - body);
    }
  }

  /** UTF8String, PrintableString, TeletexString, IA5String; dNSName and rfc822Name of RFC 5280. */
  private static boolean isText(int tag) {
    return switch (tag) {
      case 0x0c, 0x13, 0x14, 0x16, 0x81, 0x82 -> true;
      case OBJECT_IDENTIFIER -> false;
      default -> false;
    };
  }

  private static void uri(byte[] bytes, int body, int next) {
    for (int at = body; at < next; at++) {
      boolean letter = Character.isLetterOrDigit(bytes[at]);
      if (letter && at > body + 6) {
        bytes[at] = 'x';
      }
    }
  }
}
