package dev.zprobe.probe.host;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.probe.proxy.ProxyDiscovery;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Windows by its console tools, which start in milliseconds where PowerShell takes seconds. Their
 * headings are translated: only addresses and positions are relied on.
 */
final class WindowsHost implements HostSystem {
  private static final List<String> TUNNEL_WORDS =
      List.of(
          "wintun",
          "wireguard",
          "tap-windows",
          "openvpn",
          "anyconnect",
          "fortinet",
          "pangp",
          "globalprotect",
          "zscaler",
          "juniper",
          "pulse secure",
          "check point",
          "sonicwall",
          "wan miniport",
          "vpn",
          "tunnel",
          "teredo",
          "6to4",
          "isatap",
          "tailscale",
          "cloudflare");

  private final Commands commands;
  private Optional<LongestPrefix> table = Optional.empty();

  WindowsHost(Commands commands) {
    this.commands = commands;
  }

  /** By the adapter's description, which names its driver. */
  @Override
  public Set<String> tunnels() {
    Set<String> tunnels = new HashSet<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (isTunnel(String.valueOf(each.getDisplayName()))) {
          tunnels.add(each.getName());
        }
      }
    } catch (SocketException unreadable) {
      return tunnels;
    }
    return tunnels;
  }

  static boolean isTunnel(String description) {
    String lower = description.toLowerCase(Locale.ROOT);
    return TUNNEL_WORDS.stream().anyMatch(lower::contains);
  }

  @Override
  public List<Route> defaultRoutes() {
    List<Route> routes = new ArrayList<>();
    table().defaultRoute(true).map(this::withNeighbour).ifPresent(routes::add);
    table().defaultRoute(false).map(this::withNeighbour).ifPresent(routes::add);
    return routes;
  }

  @Override
  public Route route(InetAddress destination) {
    Route known = SocketRoutes.route(destination);
    Optional<Route> printed = table().route(destination);
    if (printed.isEmpty() || known.kind() == RouteKind.LOCAL) {
      return known;
    }
    return withNeighbour(
        new Route(
            known.destination(),
            printed.get().kind(),
            printed.get().gateway(),
            known.source().or(() -> printed.get().source()),
            known.device(),
            NeighbourState.UNKNOWN));
  }

  @Override
  public List<Proxy> proxies() {
    return ProxyDiscovery.ofThisMachine().all();
  }

  /** Enabled rules that block, from netsh; its rule texts are translated, its layout is not. */
  @Override
  public List<String> firewall() {
    return WindowsFirewall.blocking(
        commands
            .run("netsh", "advfirewall", "firewall", "show", "rule", "name=all", "dir=out")
            .output());
  }

  private synchronized LongestPrefix table() {
    if (table.isEmpty()) {
      List<LongestPrefix.Entry> entries = new ArrayList<>();
      entries.addAll(parseIpv4(commands.run("route", "print", "-4").output()));
      entries.addAll(parseIpv6(commands.run("route", "print", "-6").output()));
      table = Optional.of(new LongestPrefix(entries));
    }
    return table.get();
  }

  /** Rows of network, mask, gateway (or a word for on-link), interface address and metric. */
  static List<LongestPrefix.Entry> parseIpv4(String text) {
    List<LongestPrefix.Entry> entries = new ArrayList<>();
    for (String line : text.split("\r?\n")) {
      String[] words = line.strip().split("\\s{2,}|\\s(?=\\d)");
      if (words.length != 5 || !words[4].matches("\\d{1,9}")) {
        continue;
      }
      Optional<InetAddress> mask = Addresses.parse(words[1]);
      Optional<AddressRange> range =
          mask.flatMap(each -> AddressRange.parse(words[0] + "/" + ones(each)));
      Optional<InetAddress> source = Addresses.parse(words[3]);
      if (range.isPresent() && source.isPresent()) {
        Optional<InetAddress> gateway = Addresses.parse(words[2]);
        entries.add(entry(range.get(), Integer.parseInt(words[4]), gateway, source));
      }
    }
    return entries;
  }

  /** Rows of interface number, metric, prefix and gateway (or a word for on-link). */
  static List<LongestPrefix.Entry> parseIpv6(String text) {
    List<LongestPrefix.Entry> entries = new ArrayList<>();
    for (String line : text.replaceAll("\r?\n {10,}", " ").split("\r?\n")) {
      String[] words = line.strip().split("\\s+", 4);
      if (words.length < 4 || !words[0].matches("\\d+") || !words[1].matches("\\d{1,9}")) {
        continue;
      }
      Optional<AddressRange> range = AddressRange.parse(words[2]);
      if (range.isPresent() && words[2].indexOf('/') > 0) {
        Optional<InetAddress> gateway = Addresses.parse(words[3].strip());
        entries.add(entry(range.get(), Integer.parseInt(words[1]), gateway, Optional.empty()));
      }
    }
    return entries;
  }

  private static LongestPrefix.Entry entry(
      AddressRange range, int metric, Optional<InetAddress> gateway, Optional<InetAddress> source) {
    boolean local = source.filter(InetAddress::isLoopbackAddress).isPresent();
    RouteKind kind = gateway.isPresent() ? RouteKind.VIA_GATEWAY : RouteKind.ON_LINK;
    return new LongestPrefix.Entry(
        range,
        metric,
        new Route(
            range.toString(),
            local ? RouteKind.LOCAL : kind,
            gateway,
            source,
            "",
            NeighbourState.UNKNOWN));
  }

  private static int ones(InetAddress mask) {
    int ones = 0;
    for (byte each : mask.getAddress()) {
      ones += Integer.bitCount(each & 0xff);
    }
    return ones;
  }

  private Route withNeighbour(Route route) {
    if (route.gateway().isEmpty()) {
      return route;
    }
    String address = Addresses.text(route.gateway().get());
    String output =
        route.gateway().get().getAddress().length == 4
            ? commands.run("arp", "-a", address).output()
            : "";
    return IpRoute.with(route, neighbour(output, address));
  }

  /** The output of {@code arp -a}: a row with the address and a hardware address. */
  static NeighbourState neighbour(String output, String address) {
    boolean known =
        output.matches(
            "(?s).*\\b" + address.replace(".", "\\.") + "\\s+([0-9a-f]{2}-){5}[0-9a-f]{2}\\b.*");
    return known ? NeighbourState.REACHABLE : NeighbourState.UNKNOWN;
  }
}
