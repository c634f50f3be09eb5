package dev.zprobe.repair.apply;

import dev.zprobe.repair.Platform;
import dev.zprobe.repair.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What commands need to know of the machine that they are run on; only looks. */
public final class ThisMachine {
  private static final Pattern PROXY_VARIABLE =
      Pattern.compile("(?m)^\\s*(?:export\\s+)?(?:http|https|all|HTTP|HTTPS|ALL)_(?:proxy|PROXY)=");

  private final Programs programs;
  private final Map<String, String> environment;
  private final Path home;

  public ThisMachine(Programs programs, Map<String, String> environment, Path home) {
    this.programs = programs;
    this.environment = Map.copyOf(environment);
    this.home = home;
  }

  public Surroundings surroundings(Platform platform) {
    Surroundings here =
        Surroundings.here(platform, environment, home.toString(), proxyFiles(platform));
    return switch (platform) {
      case MACOS -> here.withNetworkServices(networkServices());
      case LINUX -> Files.isSymbolicLink(Path.of("/etc/resolv.conf")) ? here.withResolved() : here;
      case WINDOWS -> here;
    };
  }

  /** Root, or an administrator with all rights. */
  public boolean isAdministrator(Platform platform) {
    return platform == Platform.WINDOWS
        ? programs.run(List.of("net", "session")).ok()
        : programs.run(List.of("id", "-u")).output().strip().equals("0");
  }

  /** Where a template's file can be here, links followed. */
  Set<String> places(Platform platform, String template) {
    Set<String> places = new HashSet<>();
    List<String> texts = new ArrayList<>();
    if (template.contains("{proxyFile}")) {
      proxyCandidates(platform).forEach(each -> texts.add(each.toString()));
    } else {
      Map<String, String> values =
          Surroundings.here(platform, environment, home.toString(), List.of()).values();
      String filled = template;
      for (Map.Entry<String, String> value : values.entrySet()) {
        filled = filled.replace("{" + value.getKey() + "}", value.getValue());
      }
      texts.add(filled);
    }
    for (String text : texts) {
      places.add(text);
      try {
        places.add(Path.of(text).toRealPath().toString());
      } catch (IOException | InvalidPathException absent) {
        // Then there is no link to follow either.
      }
    }
    return places;
  }

  /** Files that give new sessions a proxy. */
  private List<String> proxyFiles(Platform platform) {
    return proxyCandidates(platform).stream()
        .filter(ThisMachine::setsProxy)
        .map(Path::toString)
        .toList();
  }

  private List<Path> proxyCandidates(Platform platform) {
    if (platform == Platform.WINDOWS) {
      return List.of();
    }
    List<Path> candidates = new ArrayList<>(List.of(Path.of("/etc/environment")));
    try (DirectoryStream<Path> scripts =
        Files.newDirectoryStream(Path.of("/etc/profile.d"), "*.sh")) {
      scripts.forEach(candidates::add);
    } catch (IOException absent) {
      candidates.add(Path.of("/etc/profile"));
    }
    for (String name :
        List.of(".profile", ".bash_profile", ".bashrc", ".zshenv", ".zprofile", ".zshrc")) {
      candidates.add(home.resolve(name));
    }
    return candidates;
  }

  private static boolean setsProxy(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) < 1 << 20
          && PROXY_VARIABLE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** The first line explains; a star marks a service that is switched off. */
  private List<String> networkServices() {
    return programs
        .run(List.of("networksetup", "-listallnetworkservices"))
        .output()
        .lines()
        .skip(1)
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("*"))
        .toList();
  }
}
