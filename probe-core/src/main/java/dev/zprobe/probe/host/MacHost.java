package dev.zprobe.probe.host;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.probe.SystemCommand;
import dev.zprobe.probe.proxy.ProxyDiscovery;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** macOS by route(8), arp(8), ndp(8), pfctl(8) and the application firewall's tool. */
final class MacHost implements HostSystem {
  private static final String APPLICATION_FIREWALL =
      "/usr/libexec/ApplicationFirewall/socketfilterfw";
  private static final Pattern FIELD =
      Pattern.compile("^\\s*(gateway|interface|flags|destination):\\s*(.*?)\\s*$");
  private static final Pattern TUNNEL = Pattern.compile("(utun|ipsec|ppp|tun|tap|gif|stf)\\d+");
  private static final Pattern INTERFACE = Pattern.compile("^(\\w+):\\s+flags=");

  private final Commands commands;

  MacHost(Commands commands) {
    this.commands = commands;
  }

  /** By name: on macOS the name says the driver. Idle ones exist always; routes tell the rest. */
  @Override
  public Set<String> tunnels() {
    Set<String> tunnels = new HashSet<>();
    for (String line : commands.run("ifconfig", "-a").output().split("\n")) {
      Matcher matcher = INTERFACE.matcher(line);
      if (matcher.find() && TUNNEL.matcher(matcher.group(1)).matches()) {
        tunnels.add(matcher.group(1));
      }
    }
    return tunnels;
  }

  @Override
  public List<Route> defaultRoutes() {
    List<Route> routes = new ArrayList<>();
    for (boolean ipv4 : List.of(true, false)) {
      String name = ipv4 ? "default IPv4" : "default IPv6";
      Route route =
          parse(
              name,
              ipv4
                  ? commands.run("route", "-n", "get", "default")
                  : commands.run("route", "-n", "get", "-inet6", "default"));
      if (route.kind() != RouteKind.NONE) {
        routes.add(withNeighbour(route));
      }
    }
    return routes;
  }

  @Override
  public Route route(InetAddress destination) {
    String address = Addresses.text(destination);
    SystemCommand.Result result =
        destination.getAddress().length == 4
            ? commands.run("route", "-n", "get", address)
            : commands.run("route", "-n", "get", "-inet6", address);
    if (!result.started()) {
      return SocketRoutes.route(destination);
    }
    Route parsed = parse(address, result);
    Route known = SocketRoutes.route(destination);
    return withNeighbour(
        new Route(
            address,
            parsed.kind(),
            parsed.gateway(),
            known.source(),
            parsed.device(),
            NeighbourState.UNKNOWN));
  }

  @Override
  public List<Proxy> proxies() {
    return ProxyDiscovery.ofThisMachine().all();
  }

  @Override
  public List<String> firewall() {
    List<String> rules = new ArrayList<>();
    for (String line : commands.run("pfctl", "-sr").output().split("\n")) {
      if (line.startsWith("block")) {
        rules.add("pf: " + line.strip());
      }
    }
    String state = commands.run(APPLICATION_FIREWALL, "--getblockall").output();
    if (state.toLowerCase(Locale.ROOT).contains("enabled") || state.contains("block all")) {
      rules.add("application firewall: " + state.strip());
    }
    String[] lines = commands.run(APPLICATION_FIREWALL, "--listapps").output().split("\n");
    for (int index = 1; index < lines.length; index++) {
      if (lines[index].toLowerCase(Locale.ROOT).contains("block incoming")) {
        rules.add("application firewall: block incoming to " + lines[index - 1].strip());
      }
    }
    return rules;
  }

  /** The output of {@code route -n get}. */
  static Route parse(String destination, SystemCommand.Result result) {
    Optional<InetAddress> gateway = Optional.empty();
    String device = "";
    String flags = "";
    for (String line : result.output().split("\n")) {
      Matcher matcher = FIELD.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      switch (matcher.group(1)) {
        case "gateway" -> gateway = Addresses.parse(matcher.group(2));
        case "interface" -> device = matcher.group(2);
        case "flags" -> flags = matcher.group(2);
        default -> {}
      }
    }
    return new Route(
        destination,
        kind(gateway.isPresent(), device, flags),
        gateway,
        Optional.empty(),
        device,
        NeighbourState.UNKNOWN);
  }

  private static RouteKind kind(boolean gateway, String device, String flags) {
    if (device.isEmpty()) {
      return RouteKind.NONE;
    }
    if (flags.contains("REJECT")) {
      return RouteKind.UNREACHABLE;
    }
    if (flags.contains("BLACKHOLE")) {
      return RouteKind.BLACKHOLE;
    }
    if (device.startsWith("lo")) {
      return RouteKind.LOCAL;
    }
    return gateway ? RouteKind.VIA_GATEWAY : RouteKind.ON_LINK;
  }

  private Route withNeighbour(Route route) {
    if (route.gateway().isEmpty()) {
      return route;
    }
    String address = Addresses.text(route.gateway().get());
    String output =
        route.gateway().get().getAddress().length == 4
            ? commands.run("arp", "-n", address).output()
            : commands.run("ndp", "-n", address).output();
    return IpRoute.with(route, neighbour(output));
  }

  /** The output of {@code arp -n} or {@code ndp -n} for one address. */
  static NeighbourState neighbour(String output) {
    if (output.contains("(incomplete)")) {
      return NeighbourState.FAILED;
    }
    boolean known = output.matches("(?s).*\\b[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}\\b.*");
    return known ? NeighbourState.REACHABLE : NeighbourState.UNKNOWN;
  }
}
