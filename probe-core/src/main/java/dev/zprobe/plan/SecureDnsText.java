package dev.zprobe.plan;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A server for DNS over HTTPS, such as {@code https://1.1.1.1/dns-query}. Its host is an address: a
 * name would have to be resolved by those who are in doubt.
 */
public final class SecureDnsText {
  private static final int LONGEST = 512;
  private static final int HTTPS = 443;

  private SecureDnsText() {}

  /**
   * @throws PlanException with one line that says what is wrong
   */
  public static URI parse(String text) {
    try {
      URI url = new URI(text);
      boolean plain = url.getRawUserInfo() == null && url.getRawFragment() == null;
      if (text.length() <= LONGEST
          && "https".equalsIgnoreCase(url.getScheme())
          && plain
          && host(url).filter(Addresses::canBeProbed).isPresent()
          && url.getPort() != 0
          && url.getPort() <= 65535) {
        return url;
      }
    } catch (URISyntaxException malformed) {
      // The same words as for what can be read and is not right.
    }
    throw new PlanException(
        "--doh \""
            + text
            + "\" is no https URL whose host is an address, such as https://1.1.1.1/dns-query");
  }

  /** Where a URL that was parsed leads to. */
  public static Endpoint place(URI url) {
    int port = url.getPort() < 0 ? HTTPS : url.getPort();
    return new Endpoint(host(url).orElseThrow(), port, Transport.TCP);
  }

  private static Optional<InetAddress> host(URI url) {
    String host = url.getHost() == null ? "" : url.getHost();
    return Addresses.parse(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }
}
