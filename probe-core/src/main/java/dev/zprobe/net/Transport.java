package dev.zprobe.net;

import java.util.Locale;

/** The transport protocol of an endpoint. */
public enum Transport {
  TCP,
  UDP;

  /** The word of the contract: {@code tcp} or {@code udp}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
