package dev.zprobe.diagnosis;

import java.util.Locale;

/** Whose device or setting it is. */
public enum Blame {
  HOST,
  LAN,
  NETWORK,
  RESOLVER,
  PROXY,
  SERVICE,
  UNKNOWN;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
