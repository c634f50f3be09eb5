package dev.zprobe.capture.packet;

/** How far the decoding of a frame got. */
public enum Outcome {
  TCP,
  /** UDP or UDP-Lite. */
  UDP,
  /** ICMP or ICMPv6. */
  ICMP,
  /** Decoded as far as anything here reads: ARP, routing protocols, encrypted payload. */
  OTHER,
  /** A fragment of a datagram that is not complete yet. */
  FRAGMENT,
  /** A link type or protocol that is not known here. */
  UNDECODED,
  /** The snap length cut a header. */
  TRUNCATED,
  /** A header contradicts itself or the room it has. */
  MALFORMED
}
