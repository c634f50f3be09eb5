package dev.zprobe.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's name, without asking a name server, which may be what is broken. */
final class HostName {
  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  static String own() {
    try {
      if (Files.isReadable(LINUX)) {
        return Files.readString(LINUX).strip();
      }
    } catch (IOException unreadable) {
      // Then the environment may know.
    }
    String windows = System.getenv("COMPUTERNAME");
    String other = System.getenv("HOSTNAME");
    return windows != null ? windows : other != null ? other : "host";
  }
}
