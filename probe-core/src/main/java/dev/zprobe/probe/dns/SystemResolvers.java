package dev.zprobe.probe.dns;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.probe.SystemCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name servers of this machine, in the order in which it asks them. A stub on this machine is
 * followed by the servers that it forwards to, because it is theirs to answer.
 */
public final class SystemResolvers {
  private static final int PORT = 53;
  private static final Pattern RESOLV_CONF =
      Pattern.compile("^\\s*nameserver\\s+(\\S+)", Pattern.MULTILINE);
  private static final Pattern SCUTIL =
      Pattern.compile("^\\s*nameserver\\[\\d+]\\s*:\\s*(\\S+)", Pattern.MULTILINE);

  private SystemResolvers() {}

  /** Reads them anew; none when this system does not say. */
  public static List<Endpoint> read() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("linux")) {
      return linux(
          Path.of("/etc/resolv.conf"),
          Path.of("/run/systemd/resolve/resolv.conf"),
          Path.of("/run/NetworkManager/no-stub-resolv.conf"));
    }
    if (system.startsWith("mac")) {
      return parseScutil(SystemCommand.run("scutil", "--dns").output());
    }
    return org.xbill.DNS.ResolverConfig.getCurrentConfig().servers().stream()
        .filter(server -> server.getAddress() != null)
        .map(server -> Endpoint.udp(server.getAddress(), server.getPort()))
        .distinct()
        .toList();
  }

  static List<Endpoint> linux(Path resolvConf, Path... upstreams) {
    Set<Endpoint> servers = new LinkedHashSet<>(parseResolvConf(text(resolvConf)));
    if (servers.isEmpty()) {
      // What resolv.conf(5) says of a file without a name server.
      servers.add(Endpoint.udp(InetAddress.getLoopbackAddress(), PORT));
    }
    boolean stub = servers.stream().allMatch(each -> each.address().isLoopbackAddress());
    for (Path upstream : upstreams) {
      if (stub) {
        servers.addAll(parseResolvConf(text(upstream)));
      }
    }
    return new ArrayList<>(servers);
  }

  static List<Endpoint> parseResolvConf(String text) {
    return matches(RESOLV_CONF, text);
  }

  /** The output of {@code scutil --dns}: those of every resolver, scoped ones included. */
  static List<Endpoint> parseScutil(String text) {
    return matches(SCUTIL, text);
  }

  private static List<Endpoint> matches(Pattern pattern, String text) {
    Set<Endpoint> servers = new LinkedHashSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find() && servers.size() < 16) {
      Addresses.parse(matcher.group(1)).ifPresent(each -> servers.add(Endpoint.udp(each, PORT)));
    }
    return new ArrayList<>(servers);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
