package dev.zprobe.probe;

import dev.zprobe.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** The address that this host would send from. */
public final class SourceAddress {
  private SourceAddress() {}

  /** Asks the routing table by connecting a datagram socket, which sends nothing. */
  public static InetAddress towards(Endpoint remote) throws IOException {
    try (DatagramChannel channel =
        DatagramChannel.open(
            remote.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
      channel.connect(new InetSocketAddress(remote.address(), Math.max(1, remote.port())));
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    }
  }
}
