package dev.zprobe.repair;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What commands need to know of the machine and the person they are for.
 *
 * @param here the plan is for the machine that makes it; else places are written as that system's
 *     own variables
 * @param values {@code home}, {@code appData}, {@code localAppData}, {@code hostsFile} …
 * @param networkServices macOS: the services whose settings count, for example {@code Wi-Fi}
 * @param proxyFiles files that set proxy variables for new sessions
 */
public record Surroundings(
    Platform platform,
    boolean here,
    Map<String, String> values,
    List<String> networkServices,
    List<String> proxyFiles) {
  public Surroundings {
    values = Map.copyOf(values);
    networkServices = List.copyOf(networkServices);
    proxyFiles = List.copyOf(proxyFiles);
  }

  /** Somebody's machine of this kind. */
  public static Surroundings elsewhere(Platform platform) {
    Map<String, String> values =
        switch (platform) {
          case WINDOWS ->
              Map.of(
                  "home", "%USERPROFILE%",
                  "appData", "%APPDATA%",
                  "localAppData", "%LOCALAPPDATA%",
                  "programFiles", "%ProgramFiles%",
                  "record", "%TEMP%",
                  "hostsFile", "%SystemRoot%\\System32\\drivers\\etc\\hosts");
          case MACOS -> unix("~");
          case LINUX -> unix("~");
        };
    List<String> files = platform == Platform.LINUX ? List.of("/etc/environment") : List.of();
    return new Surroundings(platform, false, values, List.of("Wi-Fi"), files);
  }

  /**
   * This machine, as its environment describes it. Paths are taken as they are, with spaces and
   * letters of any script: commands are run without a shell.
   */
  public static Surroundings here(
      Platform platform, Map<String, String> environment, String home, List<String> proxyFiles) {
    Map<String, String> values =
        switch (platform) {
          case WINDOWS -> {
            String root = environment.getOrDefault("SystemRoot", "C:\\Windows");
            yield Map.of(
                "home", home,
                "appData", environment.getOrDefault("APPDATA", home + "\\AppData\\Roaming"),
                "localAppData", environment.getOrDefault("LOCALAPPDATA", home + "\\AppData\\Local"),
                "programFiles", environment.getOrDefault("ProgramFiles", "C:\\Program Files"),
                "record", environment.getOrDefault("TEMP", home),
                "hostsFile", root + "\\System32\\drivers\\etc\\hosts");
          }
          case MACOS -> unix(home);
          case LINUX -> unix(home);
        };
    return new Surroundings(platform, true, values, List.of("Wi-Fi"), proxyFiles);
  }

  private static Map<String, String> unix(String home) {
    return Map.of(
        "home", home,
        "record", "/tmp",
        "hostsFile", "/etc/hosts",
        "resolverFile", "/etc/resolv.conf");
  }

  /** With the directory into which saved state goes; without one it is a temporary directory. */
  public Surroundings withRecord(String directory) {
    Map<String, String> more = new HashMap<>(values);
    more.put("record", directory);
    return new Surroundings(platform, here, more, networkServices, proxyFiles);
  }

  /** systemd-resolved writes the list of resolvers, so that it has to be asked for a change. */
  public Surroundings withResolved() {
    Map<String, String> others = new HashMap<>(values);
    others.remove("resolverFile");
    others.put("resolvectl", "resolvectl");
    return new Surroundings(platform, here, others, networkServices, proxyFiles);
  }

  public Surroundings withNetworkServices(List<String> services) {
    return new Surroundings(platform, here, values, services, proxyFiles);
  }
}
