package dev.zprobe.compare;

import java.util.Comparator;

/**
 * What makes two results results of the same thing.
 *
 * @param target the catalog's id
 * @param address canonical text; in a redacted report whatever stands for it
 * @param transport {@code tcp} or {@code udp}
 */
public record EndpointKey(String target, String address, int port, String transport)
    implements Comparable<EndpointKey> {
  private static final Comparator<EndpointKey> ORDER =
      Comparator.comparing(EndpointKey::target)
          .thenComparing(EndpointKey::address)
          .thenComparing(EndpointKey::transport)
          .thenComparingInt(EndpointKey::port);

  @Override
  public int compareTo(EndpointKey other) {
    return ORDER.compare(this, other);
  }

  /** {@code 203.0.113.30:8801/udp}, IPv6 in brackets. */
  public String place() {
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return host + ":" + port + "/" + transport;
  }
}
