package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A message of SOCKS 5 (RFC 1928, RFC 1929) or of SOCKS 4 and 4a. */
public sealed interface SocksMessage {
  int VERSION_5 = 5;
  int VERSION_4 = 4;
  int COMMAND_CONNECT = 1;

  /** RFC 1928 section 3. */
  int METHOD_NONE = 0;

  int METHOD_PASSWORD = 2;
  int METHOD_NOT_ACCEPTABLE = 0xff;

  /** RFC 1928 section 5: address types. */
  int ADDRESS_IPV4 = 1;

  int ADDRESS_NAME = 3;
  int ADDRESS_IPV6 = 4;

  /** Client: the authentication methods it can do. */
  record Offer(List<Integer> methods) implements SocksMessage {
    public Offer {
      methods = List.copyOf(methods);
    }
  }

  /** Server: the method it chose, or {@link #METHOD_NOT_ACCEPTABLE}. */
  record Choice(int method) implements SocksMessage {}

  /** Client: where to connect to. The host is a name or an address in text. */
  record Request(int version, int command, String host, int port) implements SocksMessage {}

  /**
   * Server: how it went.
   *
   * @param code 0 is success in version 5, 90 in version 4
   */
  record Reply(int version, int code) implements SocksMessage {
    public boolean isOpen() {
      return code == (version == VERSION_5 ? 0 : 90);
    }

    /** RFC 1928 section 6, in words. */
    public String meaning() {
      return switch (code) {
        case 0, 90 -> "succeeded";
        case 1 -> "general failure";
        case 2 -> "not allowed by the rules";
        case 3 -> "network unreachable";
        case 4 -> "host unreachable";
        case 5 -> "connection refused";
        case 6 -> "time to live expired";
        case 7 -> "command not supported";
        case 8 -> "address type not supported";
        case 91 -> "rejected or failed";
        case 92 -> "no identd at the client";
        case 93 -> "identd does not confirm the user";
        default -> "code " + code;
      };
    }
  }

  static Octets offer(int... methods) {
    OctetsWriter list = new OctetsWriter();
    for (int each : methods) {
      list.uint8(each);
    }
    return new OctetsWriter().uint8(VERSION_5).vector8(list).done();
  }

  /** A version 5 request to connect to a name, which the proxy resolves. At most 255 bytes. */
  static Octets connect(String host, int port) {
    return new OctetsWriter()
        .uint8(VERSION_5)
        .uint8(COMMAND_CONNECT)
        .uint8(0)
        .uint8(ADDRESS_NAME)
        .vector8(new OctetsWriter().ascii(host))
        .uint16(port)
        .done();
  }

  /** RFC 1929 section 2. */
  static Octets password(String user, String password) {
    return new OctetsWriter()
        .uint8(1)
        .vector8(new OctetsWriter().ascii(user))
        .vector8(new OctetsWriter().ascii(password))
        .done();
  }

  /** Reads the client's first message of version 5. */
  static Parsed<SocksMessage> parseOffer(ByteBuffer buffer, int offset, int length) {
    if (length > 0 && buffer.get(offset) != VERSION_5) {
      return Parsed.malformed("not version 5");
    }
    if (length < 2) {
      return Parsed.truncated(2);
    }
    int count = buffer.get(offset + 1) & 0xff;
    if (length < 2 + count) {
      return Parsed.truncated(2 + count);
    }
    List<Integer> methods = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      methods.add(buffer.get(offset + 2 + i) & 0xff);
    }
    return Parsed.of(new Offer(methods), 2 + count);
  }

  /** Reads the server's choice of a method. */
  static Parsed<SocksMessage> parseChoice(ByteBuffer buffer, int offset, int length) {
    if (length > 0 && buffer.get(offset) != VERSION_5) {
      return Parsed.malformed("not version 5");
    }
    return length < 2
        ? Parsed.truncated(2)
        : Parsed.of(new Choice(buffer.get(offset + 1) & 0xff), 2);
  }

  /** Reads the server's answer to a user name and password: 0 is success (RFC 1929 section 2). */
  static Parsed<Integer> parsePasswordStatus(ByteBuffer buffer, int offset, int length) {
    if (length > 0 && buffer.get(offset) != 1) {
      return Parsed.malformed("not version 1 of the password exchange");
    }
    return length < 2 ? Parsed.truncated(2) : Parsed.of(buffer.get(offset + 1) & 0xff, 2);
  }

  /** Reads a request of either version. */
  static Parsed<SocksMessage> parseRequest(ByteBuffer buffer, int offset, int length) {
    return SocksReader.request(buffer, offset, length);
  }

  /** Reads a reply of either version; version 4 replies begin with a zero. */
  static Parsed<SocksMessage> parseReply(ByteBuffer buffer, int offset, int length) {
    return SocksReader.reply(buffer, offset, length);
  }
}
