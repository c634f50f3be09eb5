package dev.zprobe.probe.host;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Proxy;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.probe.proxy.ProxyDiscovery;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Linux by iproute2, with procfs and sysfs where it is missing. */
final class LinuxHost implements HostSystem {
  /** ARPHRD numbers of if_arp.h: PPP, TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE. */
  private static final Set<String> TUNNEL_TYPES = Set.of("512", "768", "769", "776", "778", "823");

  /** A live neighbour answers within milliseconds. */
  private static final Duration NEIGHBOUR_PATIENCE = Duration.ofMillis(1200);

  private final Commands commands;
  private final Path root;
  private final Map<String, NeighbourState> neighbours = new HashMap<>();

  LinuxHost(Commands commands, Path root) {
    this.commands = commands;
    this.root = root;
  }

  @Override
  public Set<String> tunnels() {
    Set<String> tunnels =
        new HashSet<>(IpRoute.tunnels(commands.run("ip", "-j", "-d", "link").output()));
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(root.resolve("sys/class/net"))) {
      for (Path device : devices) {
        boolean tun = Files.exists(device.resolve("tun_flags"));
        boolean kind = text(device.resolve("uevent")).contains("DEVTYPE=wireguard");
        if (tun || kind || TUNNEL_TYPES.contains(text(device.resolve("type")).strip())) {
          tunnels.add(device.getFileName().toString());
        }
      }
    } catch (IOException noSysfs) {
      return tunnels;
    }
    return tunnels;
  }

  @Override
  public List<Route> defaultRoutes() {
    List<Route> routes = new ArrayList<>();
    for (String family : List.of("-4", "-6")) {
      String output = commands.run("ip", "-j", family, "route", "show", "default").output();
      IpRoute.defaultRoute(output, family.equals("-4") ? "default IPv4" : "default IPv6")
          .map(this::withNeighbour)
          .ifPresent(routes::add);
    }
    return routes.isEmpty() ? ProcRoutes.defaults(text(root.resolve("proc/net/route"))) : routes;
  }

  @Override
  public Route route(InetAddress destination) {
    String address = Addresses.text(destination);
    var result = commands.run("ip", "-j", "route", "get", address);
    boolean understood = result.output().contains("[") || result.output().contains("RTNETLINK");
    if (!understood) {
      return SocketRoutes.route(destination); // no iproute2, or one without JSON
    }
    return withNeighbour(IpRoute.route(address, result));
  }

  @Override
  public List<Proxy> proxies() {
    return ProxyDiscovery.ofThisMachine().all();
  }

  @Override
  public List<String> firewall() {
    var nft = commands.run("nft", "list", "ruleset");
    List<String> rules = new ArrayList<>(nft.ok() ? Nftables.blocking(nft.output()) : List.of());
    if (rules.isEmpty()) {
      for (String program : List.of("iptables", "ip6tables")) {
        var rulesOf = commands.run(program, "-S");
        if (rulesOf.ok()) {
          rules.addAll(Nftables.blockingIptables(program, rulesOf.output()));
        }
      }
    }
    return rules;
  }

  /** Adds what address resolution says of the gateway, waiting for one that is being asked. */
  private Route withNeighbour(Route route) {
    Optional<InetAddress> gateway = route.gateway();
    if (gateway.isEmpty()) {
      return route;
    }
    String place = Addresses.text(gateway.get()) + " " + route.device();
    return IpRoute.with(route, neighbours.computeIfAbsent(place, this::neighbour));
  }

  private NeighbourState neighbour(String place) {
    String[] words = place.split(" ", 2);
    long until = System.nanoTime() + NEIGHBOUR_PATIENCE.toNanos();
    while (true) {
      String output = commands.run("ip", "-j", "neigh", "show", words[0], "dev", words[1]).output();
      IpRoute.Neighbour state = IpRoute.neighbour(output);
      boolean pending = state == IpRoute.Neighbour.INCOMPLETE;
      if (!pending || System.nanoTime() > until) {
        return pending ? NeighbourState.FAILED : state.settled();
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
