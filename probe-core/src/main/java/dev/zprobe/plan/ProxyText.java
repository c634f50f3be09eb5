package dev.zprobe.plan;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.HostNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;

/** Reads {@code system}, {@code none} or a proxy's URL. */
final class ProxyText {
  private static final Set<String> SCHEMES = Set.of("http", "https", "socks", "socks5");

  private ProxyText() {}

  static Plan.ProxyChoice parse(String text) {
    return switch (text) {
      case "system" -> Plan.ProxyChoice.SYSTEM;
      case "none" -> new Plan.ProxyChoice(Plan.ProxyChoice.Kind.NONE, "");
      default -> new Plan.ProxyChoice(Plan.ProxyChoice.Kind.URL, url(text));
    };
  }

  private static String url(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      String host = Optional.ofNullable(uri.getHost()).orElse("");
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      boolean known = HostNames.parse(bare).isPresent() || Addresses.parse(bare).isPresent();
      if (SCHEMES.contains(uri.getScheme()) && known && isPort(uri.getPort())) {
        return uri.toString();
      }
    } catch (URISyntaxException malformed) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  /** Or none, which is -1. */
  private static boolean isPort(int port) {
    return port != 0 && port <= 65_535;
  }

  private static PlanException wrong(String text) {
    return new PlanException(
        "--proxy \"" + text + "\": wanted is system, none or a URL such as http://host:3128");
  }
}
