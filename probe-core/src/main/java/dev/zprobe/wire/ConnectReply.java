package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a proxy said to CONNECT, RFC 9110 section 9.3.6.
 *
 * @param status 2xx opens the tunnel
 * @param schemes the authentication schemes of Proxy-Authenticate in lower case, as offered
 */
public record ConnectReply(int status, String reason, List<String> schemes, Headers headers) {
  public ConnectReply {
    schemes = List.copyOf(schemes);
  }

  /** A CONNECT request without credentials. */
  public static Octets request(String host, int port) {
    return request(host, port, Headers.NONE);
  }

  /** A CONNECT request with more header fields, such as Proxy-Authorization. */
  public static Octets request(String host, int port, Headers more) {
    String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    StringBuilder text = new StringBuilder();
    text.append("CONNECT ").append(authority).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(authority).append("\r\n");
    for (Headers.Field each : more.fields()) {
      text.append(each.name()).append(": ").append(each.value()).append("\r\n");
    }
    return Octets.ascii(text.append("\r\n").toString());
  }

  public static Parsed<ConnectReply> parse(ByteBuffer buffer, int offset, int length) {
    Parsed<HttpHead> parsed = HttpHead.parse(buffer, offset, length);
    if (parsed instanceof Parsed.Truncated<HttpHead> cut) {
      return Parsed.truncated(cut.wanted());
    }
    if (parsed instanceof Parsed.Whole<HttpHead> whole
        && whole.message().start() instanceof StartLine.Status status) {
      Headers headers = whole.message().headers();
      return Parsed.of(
          new ConnectReply(status.code(), status.reason(), schemes(headers), headers),
          whole.bytes());
    }
    return Parsed.malformed("not a status line of HTTP");
  }

  /** The authentication schemes that a response offers, RFC 9110 section 11.7.1. */
  public static List<String> schemes(Headers headers) {
    List<String> schemes = new ArrayList<>();
    for (String value : headers.all("Proxy-Authenticate")) {
      int space = value.indexOf(' ');
      schemes.add((space < 0 ? value : value.substring(0, space)).toLowerCase(Locale.ROOT));
    }
    return schemes;
  }

  public boolean isOpen() {
    return status >= 200 && status < 300;
  }
}
