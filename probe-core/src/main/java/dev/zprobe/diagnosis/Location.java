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

  public static Location of(Kind kind, InetAddress... addresses) {
    return new Location(kind, 0, 0, List.of(addresses));
  }

  public static Location unknown() {
    return of(Kind.UNKNOWN);
  }

  public static Location hops(int first, int last, List<InetAddress> addresses) {
    return new Location(Kind.HOPS, first, last, addresses);
  }
}
