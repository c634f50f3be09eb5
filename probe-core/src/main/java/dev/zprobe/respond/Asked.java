package dev.zprobe.respond;

import java.net.InetSocketAddress;

/**
 * Where a message came from and where it arrived.
 *
 * @param udp over UDP, else over TCP
 */
record Asked(InetSocketAddress from, int localPort, boolean udp) {
  static final int TCP = 6;
  static final int UDP = 17;

  int transport() {
    return udp ? UDP : TCP;
  }
}
