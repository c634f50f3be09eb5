package dev.zprobe.probe.proxy;

import dev.zprobe.observation.HostFacts.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proxy settings of the desktop or the system.
 *
 * @param http for plain HTTP, a URL; empty for none
 * @param https for TLS, a URL; empty for none
 * @param socks for everything else, a URL; empty for none
 * @param bypass destinations without a proxy, as the system writes them
 * @param pacUrl of a proxy auto-configuration file; empty for none
 * @param autoDetect the system looks for one by itself (WPAD)
 */
public record SystemProxies(
    String http, String https, String socks, String bypass, String pacUrl, boolean autoDetect) {
  public static final SystemProxies NONE = new SystemProxies("", "", "", "", "", false);

  /** The origin of what is found here. */
  public static final String ORIGIN = "system";

  /** The URL for a destination; empty for none. The PAC file, if any, comes before. */
  public Optional<String> forDestination(String host, boolean secure) {
    if (new NoProxyList(bypass).covers(host)) {
      return Optional.empty();
    }
    String first = secure ? https : http;
    return Optional.of(first.isEmpty() ? socks : first).filter(url -> !url.isEmpty());
  }

  /** For the report: each URL once, credentials removed. */
  public List<Proxy> all() {
    List<Proxy> proxies = new ArrayList<>();
    if (!pacUrl.isEmpty()) {
      proxies.add(new Proxy("pac", ProxyUrl.withoutCredentials(pacUrl)));
    }
    for (String url : List.of(https, http, socks)) {
      Proxy proxy = new Proxy(ORIGIN, ProxyUrl.withoutCredentials(url));
      if (!url.isEmpty() && !proxies.contains(proxy)) {
        proxies.add(proxy);
      }
    }
    return proxies;
  }
}
