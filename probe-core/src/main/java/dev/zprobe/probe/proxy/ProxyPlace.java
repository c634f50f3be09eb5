package dev.zprobe.probe.proxy;

import dev.zprobe.net.HostPort;
import dev.zprobe.probe.PeerText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a connection goes: through a proxy, or directly.
 *
 * @param host name or address, empty for {@link Kind#DIRECT}
 * @param port 0 for {@link Kind#DIRECT}
 * @param origin {@code option}, {@code environment}, {@code system} or {@code pac}
 * @param credentials {@code user:password} as the setting has them, else empty; never to be shown
 */
public record ProxyPlace(Kind kind, String host, int port, String origin, String credentials) {
  private static final int MOST_PLACES = 8;

  /** How the proxy is spoken to. */
  public enum Kind {
    DIRECT,
    HTTP,
    /** HTTP within TLS. */
    HTTPS,
    SOCKS4,
    SOCKS5
  }

  public static ProxyPlace direct(String origin) {
    return new ProxyPlace(Kind.DIRECT, "", 0, origin, "");
  }

  /** Reads a setting's URL; empty when it is none. */
  public static Optional<ProxyPlace> ofUrl(String url, String origin) {
    try {
      URI uri = new URI(ProxyUrl.withScheme(url));
      Kind kind = kind(uri.getScheme().toLowerCase(Locale.ROOT));
      String host = Optional.ofNullable(uri.getHost()).orElse("").replaceAll("[\\[\\]]", "");
      int port = uri.getPort() < 0 ? usualPort(kind) : uri.getPort();
      if (kind == Kind.DIRECT || host.isEmpty() || port < 1 || port > 0xffff) {
        return Optional.empty();
      }
      String credentials = Optional.ofNullable(uri.getUserInfo()).orElse("");
      return Optional.of(new ProxyPlace(kind, host, port, origin, credentials));
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** Reads what FindProxyForURL returned; what is not understood is left out. */
  static List<ProxyPlace> ofPac(String text) {
    List<ProxyPlace> places = new ArrayList<>();
    for (String part : text.split(";")) {
      String[] words = part.strip().split("\\s+");
      String word = words[0].toUpperCase(Locale.ROOT);
      if (places.size() >= MOST_PLACES) {
        break;
      }
      if (word.equals("DIRECT")) {
        places.add(direct("pac"));
      } else if (words.length == 2) {
        place(word, words[1]).ifPresent(places::add);
      }
    }
    return places;
  }

  /** For example {@code http://proxy.test:3128}, or {@code direct}. */
  public String text() {
    if (kind == Kind.DIRECT) {
      return "direct";
    }
    String where = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return kind.name().toLowerCase(Locale.ROOT) + "://" + PeerText.clean(where) + ":" + port;
  }

  private static Optional<ProxyPlace> place(String word, String where) {
    Kind kind =
        switch (word) {
          case "PROXY", "HTTP" -> Kind.HTTP;
          case "HTTPS" -> Kind.HTTPS;
          case "SOCKS", "SOCKS4" -> Kind.SOCKS4;
          case "SOCKS5" -> Kind.SOCKS5;
          default -> Kind.DIRECT;
        };
    try {
      HostPort parsed = HostPort.parse(where);
      return kind == Kind.DIRECT
          ? Optional.empty()
          : Optional.of(
              new ProxyPlace(
                  kind, parsed.host(), parsed.port().orElse(usualPort(kind)), "pac", ""));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Kind kind(String scheme) {
    return switch (scheme) {
      case "http" -> Kind.HTTP;
      case "https" -> Kind.HTTPS;
      case "socks4", "socks4a" -> Kind.SOCKS4;
      case "socks", "socks5", "socks5h" -> Kind.SOCKS5;
      default -> Kind.DIRECT;
    };
  }

  private static int usualPort(Kind kind) {
    return switch (kind) {
      case DIRECT -> 0;
      case HTTP -> 80;
      case HTTPS -> 443;
      case SOCKS4, SOCKS5 -> 1080;
    };
  }
}
