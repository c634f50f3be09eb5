package dev.zprobe.diagnosis;

import java.util.Locale;

/** Where in a handshake's course something fails, in the order of that course. */
public enum Stage {
  LOCAL,
  DNS,
  CLOCK,
  PROXY,
  PATH,
  TCP,
  TLS,
  HTTP,
  UDP;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
