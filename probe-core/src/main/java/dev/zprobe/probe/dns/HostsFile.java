package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.HostNames;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.DnsLookup.NameServer;
import dev.zprobe.observation.DnsLookup.Purpose;
import dev.zprobe.observation.DnsLookup.Question;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.HostFacts.HostsEntry;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

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

  /** Entries of a name as lookups of their own, one for each type that there is. */
  static List<DnsLookup> lookups(String name, List<HostsEntry> entries, Supplier<Stamp> stamps) {
    NameServer file =
        new NameServer(Endpoint.udp(InetAddress.getLoopbackAddress(), 0), Role.HOSTS_FILE);
    List<DnsLookup> lookups = new ArrayList<>();
    for (String type : List.of("A", "AAAA")) {
      List<InetAddress> addresses =
          entries.stream()
              .map(HostsEntry::address)
              .filter(each -> (each.getAddress().length == 4) == type.equals("A"))
              .toList();
      if (!addresses.isEmpty()) {
        lookups.add(
            new DnsLookup(
                stamps.get(),
                new Question(name, type, Purpose.SERVICE),
                file,
                new Answer("NOERROR", addresses, List.of(), 0, false, Duration.ZERO, List.of()),
                Optional.empty(),
                Trace.BLIND));
      }
    }
    return lookups;
  }
}
