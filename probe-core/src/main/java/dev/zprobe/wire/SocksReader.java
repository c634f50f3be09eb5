package dev.zprobe.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Reads the SOCKS messages that carry an address. */
final class SocksReader {
  private static final int LONGEST_TEXT = 255;

  private SocksReader() {}

  static Parsed<SocksMessage> request(ByteBuffer buffer, int offset, int length) {
    if (length < 1) {
      return Parsed.truncated(1);
    }
    if (buffer.get(offset) == SocksMessage.VERSION_4) {
      return request4(buffer, offset, length);
    }
    if (buffer.get(offset) != SocksMessage.VERSION_5) {
      return Parsed.malformed("neither version 4 nor version 5");
    }
    int whole = addressEnd(buffer, offset, length);
    if (whole < 0) {
      return Parsed.malformed("an unknown address type");
    }
    if (length < whole + 2) {
      return Parsed.truncated(whole + 2);
    }
    return Parsed.of(
        new SocksMessage.Request(
            SocksMessage.VERSION_5,
            buffer.get(offset + 1) & 0xff,
            host(buffer, offset),
            buffer.getShort(offset + whole) & 0xffff),
        whole + 2);
  }

  static Parsed<SocksMessage> reply(ByteBuffer buffer, int offset, int length) {
    if (length < 2) {
      return Parsed.truncated(2);
    }
    int code = buffer.get(offset + 1) & 0xff;
    if (buffer.get(offset) == 0) {
      if (code < 90 || code > 93) {
        return Parsed.malformed("an unknown version 4 reply code");
      }
      return length < 8
          ? Parsed.truncated(8)
          : Parsed.of(new SocksMessage.Reply(SocksMessage.VERSION_4, code), 8);
    }
    if (buffer.get(offset) != SocksMessage.VERSION_5) {
      return Parsed.malformed("neither version 4 nor version 5");
    }
    int whole = addressEnd(buffer, offset, length);
    if (whole < 0) {
      return Parsed.malformed("an unknown address type");
    }
    return length < whole + 2
        ? Parsed.truncated(whole + 2)
        : Parsed.of(new SocksMessage.Reply(SocksMessage.VERSION_5, code), whole + 2);
  }

  /** The offset just behind the address, as far as the bytes tell; -1 for an unknown type. */
  private static int addressEnd(ByteBuffer buffer, int offset, int length) {
    if (length < 5) {
      return 8;
    }
    return switch (buffer.get(offset + 3)) {
      case SocksMessage.ADDRESS_IPV4 -> 8;
      case SocksMessage.ADDRESS_IPV6 -> 20;
      case SocksMessage.ADDRESS_NAME -> 5 + (buffer.get(offset + 4) & 0xff);
      default -> -1;
    };
  }

  private static String host(ByteBuffer buffer, int offset) {
    return switch (buffer.get(offset + 3)) {
      case SocksMessage.ADDRESS_NAME ->
          Octets.copy(buffer, offset + 5, buffer.get(offset + 4) & 0xff).printable();
      case SocksMessage.ADDRESS_IPV6 -> address(Octets.copy(buffer, offset + 4, 16));
      default -> address(Octets.copy(buffer, offset + 4, 4));
    };
  }

  /** Version 4; an address 0.0.0.x with x not zero says that a name follows (4a). */
  private static Parsed<SocksMessage> request4(ByteBuffer buffer, int offset, int length) {
    int userEnd = zero(buffer, offset, 8, length);
    if (userEnd < 0) {
      return length > 8 + LONGEST_TEXT
          ? Parsed.malformed("a user id without an end")
          : Parsed.truncated(Math.max(9, length + 1));
    }
    int address = buffer.getInt(offset + 4);
    String host = address(Octets.copy(buffer, offset + 4, 4));
    int end = userEnd + 1;
    if (address != 0 && (address & 0xffffff00) == 0) {
      int nameEnd = zero(buffer, offset, end, length);
      if (nameEnd < 0) {
        return length > end + LONGEST_TEXT
            ? Parsed.malformed("a name without an end")
            : Parsed.truncated(length + 1);
      }
      host = Octets.copy(buffer, offset + end, nameEnd - end).printable();
      end = nameEnd + 1;
    }
    return Parsed.of(
        new SocksMessage.Request(
            SocksMessage.VERSION_4,
            buffer.get(offset + 1) & 0xff,
            host,
            buffer.getShort(offset + 2) & 0xffff),
        end);
  }

  private static int zero(ByteBuffer buffer, int offset, int from, int length) {
    for (int at = from; at < length && at <= from + LONGEST_TEXT; at++) {
      if (buffer.get(offset + at) == 0) {
        return at;
      }
    }
    return -1;
  }

  private static String address(Octets bytes) {
    try {
      return InetAddress.getByAddress(bytes.toArray()).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new AssertionError("an address has 4 or 16 bytes", impossible);
    }
  }
}
