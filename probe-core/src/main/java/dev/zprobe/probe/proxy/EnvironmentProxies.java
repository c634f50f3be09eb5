package dev.zprobe.probe.proxy;

import dev.zprobe.observation.HostFacts.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The proxy variables that command line programs read, in lower and upper case. */
public final class EnvironmentProxies {
  /** The origin of what is found here. */
  public static final String ORIGIN = "environment";

  private final Map<String, String> environment;

  public EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** All that are set, each URL once. */
  public List<Proxy> all() {
    List<Proxy> proxies = new ArrayList<>();
    for (String name : List.of("https_proxy", "http_proxy", "all_proxy")) {
      variable(name)
          .map(url -> new Proxy(ORIGIN, ProxyUrl.withoutCredentials(url)))
          .filter(proxy -> !proxies.contains(proxy))
          .ifPresent(proxies::add);
    }
    return proxies;
  }

  /**
   * The URL for a destination, credentials included; empty for none.
   *
   * @param secure whether the connection is TLS, as with https
   */
  public Optional<String> forDestination(String host, boolean secure) {
    if (new NoProxyList(variable("no_proxy").orElse("")).covers(host)) {
      return Optional.empty();
    }
    return variable(secure ? "https_proxy" : "http_proxy").or(() -> variable("all_proxy"));
  }

  /** Lower case first, as curl does; the upper case HTTP_PROXY may come from a CGI request. */
  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
