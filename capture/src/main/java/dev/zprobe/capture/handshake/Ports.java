package dev.zprobe.capture.handshake;

/** The two ports of a flow. */
record Ports(int a, int b) {
  boolean has(int port) {
    return a == port || b == port;
  }

  boolean hasBetween(int first, int last) {
    return a >= first && a <= last || b >= first && b <= last;
  }
}
