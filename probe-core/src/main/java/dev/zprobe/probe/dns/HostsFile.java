package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.HostNames;
import dev.zprobe.observation.HostFacts.HostsEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The file that overrides name servers; bounded, and what is no entry is skipped as systems do. */
public final class HostsFile {
  private static final int LONGEST = 8 << 20;

  private HostsFile() {}

  /** Where this system keeps it. */
  public static Path systemFile() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (!system.startsWith("windows")) {
      return Path.of("/etc/hosts");
    }
    String root = Optional.ofNullable(System.getenv("SystemRoot")).orElse("C:\\Windows");
    return Path.of(root, "System32", "drivers", "etc", "hosts");
  }

  /** All entries in order; none when the file cannot be read. */
  public static List<HostsEntry> read(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        return List.of();
      }
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  static List<HostsEntry> parse(String text) {
    List<HostsEntry> entries = new ArrayList<>();
    String[] lines = text.split("\r?\n", -1);
    for (int index = 0; index < lines.length; index++) {
      String[] words = lines[index].replaceFirst("#.*", "").strip().split("\\s+");
      Optional<InetAddress> address = Addresses.parse(words[0]);
      if (address.isEmpty()) {
        continue;
      }
      for (int word = 1; word < words.length; word++) {
        int line = index + 1;
        InetAddress known = address.get();
        HostNames.parse(words[word])
            .ifPresent(name -> entries.add(new HostsEntry(name, known, line)));
      }
    }
    return entries;
  }
}
