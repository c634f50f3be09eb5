package dev.zprobe.cli.command;

import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.cli.shell.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Secrets that a user gives beside a capture. */
final class KeyFiles {
  private KeyFiles() {}

  /**
   * @throws Refusal when one cannot be read, or is of another kind
   */
  static KeyLog read(List<Path> files) {
    KeyLog keys = new KeyLog();
    for (Path file : files) {
      try {
        if (!keys.add(Files.readString(file, StandardCharsets.ISO_8859_1))) {
          throw Refusal.usage(
              file + ": holds no line of an NSS key log; wanted is LABEL CLIENT_RANDOM SECRET");
        }
      } catch (IOException unreadable) {
        throw Refusal.usage(file + ": cannot be read: " + FileTrouble.words(unreadable));
      }
    }
    return keys;
  }
}
