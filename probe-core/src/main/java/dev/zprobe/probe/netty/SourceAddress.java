package dev.zprobe.probe.netty;

import dev.zprobe.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/**
 * The address that this host would send from. Connecting a datagram socket asks the routing table
 * and sends nothing.
 *
 * @param address the unspecified address when there is none
 * @param hostUnreachable the routing table says "host unreachable", which Netty's exceptions do not
 *     tell from "no route"
 */
record SourceAddress(InetAddress address, boolean hostUnreachable) {
  static SourceAddress towards(Endpoint remote) {
    InetAddress none = Sockets.anyAddress(remote.isIpv4(), 0).getAddress();
    StandardProtocolFamily family =
        remote.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    try (DatagramChannel channel = DatagramChannel.open(family)) {
      channel.connect(new InetSocketAddress(remote.address(), Math.max(1, remote.port())));
      return new SourceAddress(((InetSocketAddress) channel.getLocalAddress()).getAddress(), false);
    } catch (NoRouteToHostException unreachable) {
      return new SourceAddress(none, true);
    } catch (IOException | UnsupportedOperationException noRoute) {
      return new SourceAddress(none, false);
    }
  }
}
