package dev.zprobe.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses as text and back, without ever asking a name server. */
public final class Addresses {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6_CHARACTERS =
      Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*(?:%[\\w.-]+)?");

  private Addresses() {}

  /** Of RFC 5737: nobody lives there, so that whoever answers from there stands on the path. */
  public static final String NOBODY = "198.51.100.253";

  /** Reads an IPv4 or IPv6 literal; empty for everything else, names included. */
  public static Optional<InetAddress> parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6_CHARACTERS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }

  /** Canonical text: dotted decimal, or RFC 5952 for IPv6. The scope of a link-local is kept. */
  public static String text(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    String plain = address.getHostAddress();
    int scope = plain.indexOf('%');
    return compress(address.getAddress()) + (scope < 0 ? "" : plain.substring(scope));
  }

  /** True for addresses that cannot be a public server: private, loopback, link-local, unset. */
  public static boolean isLocalOnly(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean sharedSpace =
        bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
    return address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || sharedSpace;
  }

  /** Whether it is {@link #NOBODY}. */
  public static boolean isNobody(InetAddress address) {
    return text(address).equals(NOBODY);
  }

  /** False for addresses that are no single host: unset, multicast, broadcast. */
  public static boolean canBeProbed(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean broadcast = bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !broadcast
        && !(bytes.length == 4 && bytes[0] == 0);
  }

  private static String compress(byte[] bytes) {
    int bestStart = -1;
    int bestLength = 1; // RFC 5952 section 4.2.2: a single zero group is not shortened
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && group(bytes, end) == 0) {
        end++;
      }
      if (end - start > bestLength) {
        bestStart = start;
        bestLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < 8; index++) {
      if (index == bestStart) {
        text.append("::");
        index += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(bytes, index)));
    }
    return text.toString();
  }

  private static int group(byte[] bytes, int index) {
    return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
  }
}
