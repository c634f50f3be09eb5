package dev.zprobe.probe.proxy;

import dev.zprobe.probe.PeerText;

/** Proxy URLs as settings write them: with or without a scheme. */
public final class ProxyUrl {
  private ProxyUrl() {}

  /** For reports: user name and password are left out. */
  public static String withoutCredentials(String url) {
    String whole = PeerText.clean(withScheme(url));
    int start = whole.indexOf("://") + 3;
    int slash = whole.indexOf('/', start);
    int end = slash < 0 ? whole.length() : slash;
    int at = whole.lastIndexOf('@', end - 1);
    return at < start ? whole : whole.substring(0, start) + whole.substring(at + 1);
  }

  /** A URL without a scheme is an HTTP proxy's. */
  public static String withScheme(String url) {
    return url.contains("://") ? url : "http://" + url;
  }
}
