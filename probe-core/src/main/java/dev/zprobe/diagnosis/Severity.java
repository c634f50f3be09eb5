package dev.zprobe.diagnosis;

import java.util.Locale;

/** How much the user suffers. */
public enum Severity {
  BLOCKING,
  DEGRADING,
  NOTE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
