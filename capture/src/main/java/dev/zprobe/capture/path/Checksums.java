package dev.zprobe.capture.path;

import java.net.InetAddress;

/** The Internet checksum, RFC 1071, with the pseudo headers of RFC 9293 and RFC 8200. */
final class Checksums {
  private Checksums() {}

  /** Over bytes alone; 0 for bytes that hold their own correct checksum. */
  static int of(byte[] bytes, int from, int length) {
    return fold(sum(bytes, from, length));
  }

  /** Over a transport's bytes and the pseudo header. */
  static int of(InetAddress source, InetAddress destination, int protocol, byte[] transport) {
    byte[] from = source.getAddress();
    byte[] to = destination.getAddress();
    long total =
        sum(from, 0, from.length)
            + sum(to, 0, to.length)
            + protocol
            + (transport.length >>> 16)
            + (transport.length & 0xffff)
            + sum(transport, 0, transport.length);
    return fold(total);
  }

  private static long sum(byte[] bytes, int from, int length) {
    long total = 0;
    for (int index = 0; index < length; index++) {
      int octet = bytes[from + index] & 0xff;
      total += (index & 1) == 0 ? octet << 8 : octet;
    }
    return total;
  }

  private static int fold(long total) {
    long sum = total;
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) ~sum & 0xffff;
  }
}
