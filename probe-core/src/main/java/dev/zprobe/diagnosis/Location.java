package dev.zprobe.diagnosis;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Where it happens.
 *
 * @param first lowest hop, 0 is this host; meaningful for {@link Kind#HOPS} only
 * @param last highest hop, both included: the device sits at one of them or between
 */
public record Location(Kind kind, int first, int last, List<InetAddress> addresses) {
  /** The kinds of the contract. */
  public enum Kind {
    HOST,
    HOPS,
    TARGET,
    RESOLVER,
    PROXY,
    UNKNOWN;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Location {
    addresses = List.copyOf(addresses);
  }

  /** Without the addresses: one device shows different ones over IPv4 and IPv6. */
  public Location range() {
    return kind == Kind.HOPS ? new Location(kind, first, last, List.of()) : this;
  }

  /** The other range lies within this one and says more. */
  public boolean isWiderThan(Location other) {
    return kind == Kind.HOPS
        && other.kind == Kind.HOPS
        && first <= other.first
        && last >= other.last
        && last - first > other.last - other.first;
  }

  /** The same range with the addresses of all. */
  public static Location join(List<Location> alike) {
    Location first = alike.get(0);
    List<InetAddress> addresses =
        alike.stream().flatMap(each -> each.addresses().stream()).distinct().toList();
    return new Location(first.kind, first.first, first.last, addresses);
  }

  public static Location of(Kind kind, InetAddress... addresses) {
    return new Location(kind, 0, 0, List.of(addresses));
  }

  public static Location unknown() {
    return of(Kind.UNKNOWN);
  }

  public static Location hops(int first, int last, List<InetAddress> addresses) {
    return new Location(Kind.HOPS, first, last, addresses);
  }

  /** By the range: locations differ in it, if at all. */
  @Override
  public int hashCode() {
    return 31 * (31 * kind.name().hashCode() + first) + last;
  }
}
