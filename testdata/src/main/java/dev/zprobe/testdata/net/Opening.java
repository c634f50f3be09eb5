package dev.zprobe.testdata.net;

/** What a port does for those who come to it. */
public sealed interface Opening {
  /** Accepts TCP. */
  record Streams(ConnectionHandler handler) implements Opening {}

  /** Takes datagrams. */
  record Datagrams(DatagramHandler handler) implements Opening {}

  /** Both at the same port number, as DNS does. */
  record Both(ConnectionHandler streams, DatagramHandler datagrams) implements Opening {}

  /** Keeps the TCP port taken and closed: each SYN is answered by RST. */
  record ClosedToStreams() implements Opening {}

  /** Keeps the UDP port taken and closed: each datagram is answered by ICMP port unreachable. */
  record ClosedToDatagrams() implements Opening {}
}
