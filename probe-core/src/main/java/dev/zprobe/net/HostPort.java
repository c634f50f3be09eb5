package dev.zprobe.net;

import java.util.OptionalInt;

/**
 * {@code host}, {@code host:port}, {@code [address]:port}, or an address of any family.
 *
 * @param host a name or an address without brackets, not checked further
 */
public record HostPort(String host, OptionalInt port) {

  /**
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static HostPort parse(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      String rest = close < 0 ? "x" : text.substring(close + 1);
      if (!rest.isEmpty() && !rest.startsWith(":")) {
        throw new IllegalArgumentException("\"" + text + "\" is not [address]:port");
      }
      return of(text.substring(1, close), rest);
    }
    int colon = text.indexOf(':');
    boolean bareIpv6 = colon >= 0 && text.indexOf(':', colon + 1) >= 0;
    if (colon < 0 || bareIpv6) {
      return of(text, "");
    }
    return of(text.substring(0, colon), text.substring(colon));
  }

  private static HostPort of(String host, String colonPort) {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("a host is missing before \"" + colonPort + "\"");
    }
    return new HostPort(
        host,
        colonPort.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Ports.port(colonPort.substring(1))));
  }
}
