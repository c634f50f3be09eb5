package dev.zprobe.probe.host;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code /proc/net/route}, for systems without iproute2. */
final class ProcRoutes {
  private static final int REJECT = 0x200;

  private ProcRoutes() {}

  static List<Route> defaults(String text) {
    List<Route> routes = new ArrayList<>();
    for (String line : text.split("\n")) {
      String[] fields = line.strip().split("\\s+");
      boolean isDefault =
          fields.length >= 8 && fields[1].equals("00000000") && fields[7].equals("00000000");
      if (isDefault && fields[2].matches("[0-9A-Fa-f]{8}") && routes.isEmpty()) {
        boolean reject = (Integer.parseInt(fields[3], 16) & REJECT) != 0;
        Optional<InetAddress> gateway =
            Optional.of(fields[2])
                .filter(hex -> !hex.equals("00000000"))
                .flatMap(ProcRoutes::address);
        RouteKind kind = gateway.isPresent() ? RouteKind.VIA_GATEWAY : RouteKind.ON_LINK;
        routes.add(
            new Route(
                "default IPv4",
                reject ? RouteKind.UNREACHABLE : kind,
                gateway,
                Optional.empty(),
                fields[0],
                NeighbourState.UNKNOWN));
      }
    }
    return routes;
  }

  /** The number as the machine holds it; all Linux machines that run Java are little-endian. */
  private static Optional<InetAddress> address(String hex) {
    long value = Long.parseLong(hex, 16);
    return Addresses.parse(
        (value & 255) + "." + (value >> 8 & 255) + "." + (value >> 16 & 255) + "." + (value >> 24));
  }
}
