package dev.zprobe.repair;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The systems that the book has procedures for. */
public enum Platform {
  LINUX,
  MACOS,
  WINDOWS;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Platform> parse(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /** From a system's own name, as Java or a report gives it; empty for one without a procedure. */
  public static Optional<Platform> ofSystem(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("windows")) {
      return Optional.of(WINDOWS);
    }
    if (lower.startsWith("mac") || lower.startsWith("darwin")) {
      return Optional.of(MACOS);
    }
    return lower.startsWith("linux") ? Optional.of(LINUX) : Optional.empty();
  }

  /** Any other Unix is handled as Linux. */
  public static Platform ofThisMachine() {
    return ofSystem(System.getProperty("os.name", "")).orElse(LINUX);
  }
}
