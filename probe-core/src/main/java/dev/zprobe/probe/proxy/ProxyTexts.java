package dev.zprobe.probe.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the systems print of their proxy settings. What is not understood is left out. */
final class ProxyTexts {
  private static final Pattern SCUTIL = Pattern.compile("^\\s*(\\w+)\\s*:\\s*(.*?)\\s*$");
  private static final Pattern REGISTRY =
      Pattern.compile("^\\s+(\\w+)\\s+REG_(?:SZ|DWORD|EXPAND_SZ)\\s+(.*?)\\s*$");
  private static final Pattern GSETTINGS = Pattern.compile("^(\\S+)\\s+(\\S+)\\s+(.*?)\\s*$");

  private ProxyTexts() {}

  /** The output of {@code scutil --proxy}. */
  static SystemProxies scutil(String text) {
    Map<String, String> values = new HashMap<>();
    StringBuilder exceptions = new StringBuilder();
    boolean inExceptions = false;
    for (String line : text.split("\r?\n")) {
      Matcher matcher = SCUTIL.matcher(line);
      if (line.strip().equals("}")) {
        inExceptions = false;
      } else if (matcher.matches()) {
        if (inExceptions) {
          exceptions.append(matcher.group(2)).append(' ');
        } else {
          values.put(matcher.group(1), matcher.group(2));
          inExceptions = matcher.group(1).equals("ExceptionsList");
        }
      }
    }
    return new SystemProxies(
        mac(values, "HTTP", "http"),
        mac(values, "HTTPS", "http"),
        mac(values, "SOCKS", "socks5"),
        exceptions + ("1".equals(values.get("ExcludeSimpleHostnames")) ? "<local>" : ""),
        "1".equals(values.get("ProxyAutoConfigEnable"))
            ? values.getOrDefault("ProxyAutoConfigURLString", "")
            : "",
        "1".equals(values.get("ProxyAutoDiscoveryEnable")));
  }

  /** The output of {@code reg query} of the Internet Settings key. */
  static SystemProxies registry(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\r?\n")) {
      Matcher matcher = REGISTRY.matcher(line);
      if (matcher.matches()) {
        values.put(matcher.group(1), matcher.group(2));
      }
    }
    boolean on = "0x1".equals(values.get("ProxyEnable"));
    String servers = on ? values.getOrDefault("ProxyServer", "") : "";
    return new SystemProxies(
        windows(servers, "http"),
        windows(servers, "https"),
        windows(servers, "socks"),
        values.getOrDefault("ProxyOverride", ""),
        values.getOrDefault("AutoConfigURL", ""),
        "0x1".equals(values.get("AutoDetect")));
  }

  /** The output of {@code gsettings list-recursively org.gnome.system.proxy}. */
  static SystemProxies gsettings(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.split("\r?\n")) {
      Matcher matcher = GSETTINGS.matcher(line);
      if (matcher.matches()) {
        String schema = matcher.group(1).replaceFirst("^org\\.gnome\\.system\\.proxy\\.?", "");
        values.put(schema + "/" + matcher.group(2), matcher.group(3).replaceAll("^'|'$", ""));
      }
    }
    String mode = values.getOrDefault("/mode", "none");
    if (mode.equals("auto")) {
      String url = values.getOrDefault("/autoconfig-url", "");
      return new SystemProxies("", "", "", "", url, url.isEmpty());
    }
    if (!mode.equals("manual")) {
      return SystemProxies.NONE;
    }
    return new SystemProxies(
        gnome(values, "http", "http"),
        gnome(values, "https", "http"),
        gnome(values, "socks", "socks5"),
        values.getOrDefault("/ignore-hosts", "").replaceAll("[\\[\\]',]", " "),
        "",
        false);
  }

  private static String mac(Map<String, String> values, String kind, String scheme) {
    String host = values.getOrDefault(kind + "Proxy", "");
    boolean on = "1".equals(values.get(kind + "Enable")) && !host.isEmpty();
    return on ? scheme + "://" + host + port(values.get(kind + "Port")) : "";
  }

  private static String gnome(Map<String, String> values, String kind, String scheme) {
    String host = values.getOrDefault(kind + "/host", "");
    return host.isEmpty() ? "" : scheme + "://" + host + port(values.get(kind + "/port"));
  }

  private static String port(String text) {
    return Optional.ofNullable(text)
        .filter(port -> port.matches("[1-9]\\d{0,4}"))
        .map(port -> ":" + port)
        .orElse("");
  }

  /** {@code host:port} for all, or {@code http=host:port;https=host:port;socks=host:port}. */
  private static String windows(String servers, String kind) {
    if (servers.isEmpty() || servers.indexOf('=') < 0) {
      return servers.isEmpty() || kind.equals("socks") ? "" : ProxyUrl.withScheme(servers);
    }
    for (String part : servers.split(";")) {
      String[] pair = part.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase(kind)) {
        String place = pair[1].strip();
        return kind.equals("socks") ? "socks5://" + place : ProxyUrl.withScheme(place);
      }
    }
    return "";
  }
}
