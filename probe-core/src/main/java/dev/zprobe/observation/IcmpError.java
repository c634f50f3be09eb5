package dev.zprobe.observation;

import dev.zprobe.net.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * An ICMP (RFC 792) or ICMPv6 (RFC 4443) error about a packet of ours.
 *
 * @param offender the router or host that sent it; its address family tells ICMP from ICMPv6
 */
public record IcmpError(InetAddress offender, int type, int code) {
  public enum Meaning {
    NETWORK_UNREACHABLE,
    HOST_UNREACHABLE,
    PORT_UNREACHABLE,
    PROHIBITED,
    TIME_EXCEEDED,
    PACKET_TOO_BIG,
    OTHER
  }

  public Meaning meaning() {
    return offender instanceof Inet4Address ? meaning4() : meaning6();
  }

  private Meaning meaning4() {
    if (type == 11) {
      return Meaning.TIME_EXCEEDED;
    }
    if (type != 3) {
      return Meaning.OTHER;
    }
    return switch (code) {
      case 0, 6, 8, 11 -> Meaning.NETWORK_UNREACHABLE;
      case 1, 7, 12 -> Meaning.HOST_UNREACHABLE;
      case 3 -> Meaning.PORT_UNREACHABLE;
      case 4 -> Meaning.PACKET_TOO_BIG;
      case 9, 10, 13 -> Meaning.PROHIBITED;
      default -> Meaning.OTHER;
    };
  }

  private Meaning meaning6() {
    if (type == 3) {
      return Meaning.TIME_EXCEEDED;
    }
    if (type == 2) {
      return Meaning.PACKET_TOO_BIG;
    }
    if (type != 1) {
      return Meaning.OTHER;
    }
    return switch (code) {
      case 0 -> Meaning.NETWORK_UNREACHABLE;
      case 1, 5, 6 -> Meaning.PROHIBITED;
      case 2, 3 -> Meaning.HOST_UNREACHABLE;
      case 4 -> Meaning.PORT_UNREACHABLE;
      default -> Meaning.OTHER;
    };
  }

  /** For example {@code ICMP 3/13 from 62.115.12.2}. */
  public String text() {
    String name = offender instanceof Inet4Address ? "ICMP " : "ICMPv6 ";
    return name + type + "/" + code + " from " + Addresses.text(offender);
  }
}
