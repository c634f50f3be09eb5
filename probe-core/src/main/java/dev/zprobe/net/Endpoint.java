package dev.zprobe.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address, a port (0 to 65535) and a transport.
 *
 * <p>As text: {@code 203.0.113.30:8801/udp}, {@code [2001:db8::1]:443/tcp}.
 */
public record Endpoint(InetAddress address, int port, Transport transport) {
  public Endpoint {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port + " is not within 0..65535");
    }
  }

  public static Endpoint tcp(InetAddress address, int port) {
    return new Endpoint(address, port, Transport.TCP);
  }

  public static Endpoint udp(InetAddress address, int port) {
    return new Endpoint(address, port, Transport.UDP);
  }

  public boolean isIpv4() {
    return address instanceof Inet4Address;
  }

  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }

  public String addressText() {
    return Addresses.text(address);
  }

  /** Address and port without the transport, IPv6 in brackets. */
  public String hostPort() {
    return isIpv4() ? addressText() + ":" + port : "[" + addressText() + "]:" + port;
  }

  @Override
  public String toString() {
    return hostPort() + "/" + transport.text();
  }

  // Written out: endpoints are what everything is looked up by, also in the first moments of a
  // short
  // run, when what Java derives for a record would have to be linked first.

  @Override
  public int hashCode() {
    return 31 * (31 * address.hashCode() + port) + transport.name().hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Endpoint that
        && port == that.port
        && transport == that.transport
        && address.equals(that.address);
  }
}
