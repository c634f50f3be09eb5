package dev.zprobe.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the operating system lets this process do. */
final class Privileges {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";
  private static final int CAP_NET_RAW = 13;

  private Privileges() {}

  /** CAP_NET_RAW on Linux; elsewhere whether the user is the superuser by name. */
  static boolean mayCapture() {
    try {
      if (Files.isReadable(STATUS)) {
        return hasNetRaw(Files.readAllLines(STATUS));
      }
    } catch (IOException unreadable) {
      // Then the name must do.
    }
    return "root".equals(System.getProperty("user.name"));
  }

  static boolean hasNetRaw(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(EFFECTIVE))
        .map(line -> line.substring(EFFECTIVE.length()).strip())
        .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >>> CAP_NET_RAW & 1) == 1);
  }
}
