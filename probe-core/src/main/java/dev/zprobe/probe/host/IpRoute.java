package dev.zprobe.probe.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.probe.SystemCommand;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON of iproute2, and the errors that it prints instead. */
final class IpRoute {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Set<String> TUNNEL_KINDS =
      Set.of(
          "tun",
          "wireguard",
          "ipip",
          "ip6tnl",
          "sit",
          "gre",
          "gretap",
          "ip6gre",
          "ip6gretap",
          "vti",
          "vti6",
          "xfrm",
          "ppp",
          "vxlan",
          "geneve",
          "amt",
          "ovpn");

  private IpRoute() {}

  /** The neighbour states of the kernel (RFC 4861 section 7.3.2), as far as they matter. */
  enum Neighbour {
    ANSWERED,
    INCOMPLETE,
    FAILED,
    ABSENT;

    NeighbourState settled() {
      return switch (this) {
        case ANSWERED -> NeighbourState.REACHABLE;
        case FAILED -> NeighbourState.FAILED;
        case INCOMPLETE, ABSENT -> NeighbourState.UNKNOWN;
      };
    }
  }

  /** From {@code ip -j -d link}: by the kind that the kernel names, and PPP by its link type. */
  static Set<String> tunnels(String json) {
    Set<String> tunnels = new HashSet<>();
    for (JsonNode link : array(json)) {
      String kind = link.path("linkinfo").path("info_kind").asText();
      // A tap device of a virtual machine is a bridge port, not a way out of this host.
      boolean tap =
          kind.equals("tun")
              && link.path("linkinfo").path("info_data").path("type").asText().equals("tap");
      boolean slave = link.has("master");
      if ((TUNNEL_KINDS.contains(kind) && !(tap && slave))
          || link.path("link_type").asText().equals("ppp")) {
        tunnels.add(link.path("ifname").asText());
      }
    }
    return tunnels;
  }

  /** From {@code ip -j route show default}: the first, which has the lowest metric. */
  static Optional<Route> defaultRoute(String json, String name) {
    for (JsonNode entry : array(json)) {
      Route route = route(name, entry);
      if (route.kind() != RouteKind.NONE) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /** From {@code ip -j route get}, which fails with the error that a socket would get. */
  static Route route(String destination, SystemCommand.Result result) {
    JsonNode entries = array(result.output());
    if (!entries.isEmpty()) {
      return route(destination, entries.get(0));
    }
    String said = result.output().toLowerCase(Locale.ROOT);
    RouteKind kind = RouteKind.NONE;
    if (said.contains("permission denied")) {
      kind = RouteKind.PROHIBIT;
    } else if (said.contains("no route to host")) {
      kind = RouteKind.UNREACHABLE;
    } else if (said.contains("invalid argument")) {
      kind = RouteKind.BLACKHOLE;
    }
    return bare(destination, kind);
  }

  static Neighbour neighbour(String json) {
    for (JsonNode entry : array(json)) {
      String states = entry.path("state").toString();
      if (states.contains("FAILED")) {
        return Neighbour.FAILED;
      }
      return states.contains("INCOMPLETE") ? Neighbour.INCOMPLETE : Neighbour.ANSWERED;
    }
    return Neighbour.ABSENT;
  }

  static Route with(Route route, NeighbourState neighbour) {
    return new Route(
        route.destination(),
        route.kind(),
        route.gateway(),
        route.source(),
        route.device(),
        neighbour);
  }

  static Route bare(String destination, RouteKind kind) {
    return new Route(
        destination, kind, Optional.empty(), Optional.empty(), "", NeighbourState.UNKNOWN);
  }

  private static Route route(String destination, JsonNode entry) {
    Optional<InetAddress> gateway =
        Addresses.parse(entry.path("gateway").asText(entry.path("via").path("host").asText()));
    RouteKind kind =
        switch (entry.path("type").asText()) {
          case "local" -> RouteKind.LOCAL;
          case "unreachable" -> RouteKind.UNREACHABLE;
          case "prohibit" -> RouteKind.PROHIBIT;
          case "blackhole" -> RouteKind.BLACKHOLE;
          default -> gateway.isPresent() ? RouteKind.VIA_GATEWAY : RouteKind.ON_LINK;
        };
    boolean dead = entry.path("flags").toString().contains("linkdown");
    return new Route(
        destination,
        dead && kind == RouteKind.VIA_GATEWAY ? RouteKind.NONE : kind,
        gateway,
        Addresses.parse(entry.path("prefsrc").asText()),
        entry.path("dev").asText(),
        NeighbourState.UNKNOWN);
  }

  /** The array within the output; warnings may stand before or behind it. */
  private static JsonNode array(String output) {
    int start = output.indexOf('[');
    int end = output.lastIndexOf(']');
    try {
      JsonNode node =
          start < 0 || end < start
              ? MAPPER.createArrayNode()
              : MAPPER.readTree(output.substring(start, end + 1));
      return node.isArray() ? node : MAPPER.createArrayNode();
    } catch (JsonProcessingException malformed) {
      return MAPPER.createArrayNode();
    }
  }
}
