package dev.zprobe.probe.host;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.probe.SocketFailure;
import dev.zprobe.probe.SourceAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** Asks the routing table by connecting a datagram socket: works everywhere, sends nothing. */
final class SocketRoutes {
  private static final int SOME_PORT = 9;

  private SocketRoutes() {}

  static Route route(InetAddress destination) {
    String text = Addresses.text(destination);
    try {
      InetAddress source = SourceAddress.towards(Endpoint.udp(destination, SOME_PORT));
      NetworkInterface device = NetworkInterface.getByInetAddress(source);
      boolean local = NetworkInterface.getByInetAddress(destination) != null;
      boolean unusable = source.isAnyLocalAddress();
      return new Route(
          text,
          local || destination.isLoopbackAddress()
              ? RouteKind.LOCAL
              : unusable ? RouteKind.NONE : RouteKind.VIA_GATEWAY,
          Optional.empty(),
          unusable ? Optional.empty() : Optional.of(source),
          device == null ? "" : device.getName(),
          NeighbourState.UNKNOWN);
    } catch (IOException refused) {
      FailureCode code =
          SocketFailure.of(refused, true, FailureCode.HOST_NO_ROUTE, FailureCode.HOST_NO_ROUTE)
              .code();
      return IpRoute.bare(
          text, code == FailureCode.HOST_ROUTE_FORBIDS ? RouteKind.PROHIBIT : RouteKind.NONE);
    }
  }
}
