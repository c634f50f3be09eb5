package dev.zprobe.capture.redact;

/** A SOCKS 5 greeting (RFC 1928, 1929), of either side: destinations mapped, passwords gone. */
final class SocksMask {
  private static final int VERSION = 5;
  private static final int LOGIN = 1;
  private static final int IPV4 = 1;
  private static final int DOMAIN = 3;
  private static final int IPV6 = 4;

  private final Substitutes put;

  SocksMask(Substitutes put) {
    this.put = put;
  }

  /** Masks the greeting; the place after it. */
  int mask(byte[] bytes, int from) {
    int at = from;
    boolean client = Bytes.has(bytes, at, 3) && bytes[at + 1] == bytes.length - at - 2;
    int methods = Bytes.has(bytes, at, 2) ? Bytes.uint8(bytes, at + 1) : 0;
    boolean greets = client || methods > 0 && Bytes.has(bytes, at, 2 + methods + 1);
    boolean lists = greets && followed(bytes, at + 2 + methods);
    at += lists || client ? 2 + methods : 2;
    if (Bytes.has(bytes, at, 2) && bytes[at] == LOGIN) {
      at = login(bytes, at);
    }
    return Bytes.has(bytes, at, 5) && bytes[at] == VERSION ? address(bytes, at) : at;
  }

  private static boolean followed(byte[] bytes, int at) {
    return Bytes.has(bytes, at, 1) && (bytes[at] == VERSION || bytes[at] == LOGIN);
  }

  /** A client's has name and password, a server's one byte. */
  private static int login(byte[] bytes, int at) {
    int name = Bytes.uint8(bytes, at + 1);
    int password = at + 2 + name;
    if (name == 0 || !Bytes.has(bytes, password, 1)) {
      return at + 2;
    }
    int end = password + 1 + Bytes.uint8(bytes, password);
    Bytes.clear(bytes, at + 2, password);
    Bytes.clear(bytes, password + 1, end);
    return end;
  }

  private int address(byte[] bytes, int at) {
    int body = at + 4;
    switch (bytes[at + 3]) {
      case IPV4 -> put.address(bytes, body, 4);
      case IPV6 -> put.address(bytes, body, 16);
      case DOMAIN -> put.name(bytes, body + 1, Bytes.uint8(bytes, body));
      default -> Bytes.clear(bytes, body, bytes.length);
    }
    int length =
        switch (bytes[at + 3]) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          default -> 1 + Bytes.uint8(bytes, body);
        };
    return body + length + 2;
  }
}
