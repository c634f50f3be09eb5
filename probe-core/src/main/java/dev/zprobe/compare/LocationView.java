package dev.zprobe.compare;

import java.util.List;

/**
 * Where a report places a finding.
 *
 * @param kind the report's word
 * @param first and last hop, only for the kind {@code hops}
 * @param addresses of routers there
 */
public record LocationView(String kind, int first, int last, List<String> addresses) {
  static final LocationView UNKNOWN = new LocationView("unknown", 0, 0, List.of());
  private static final String HOPS = "hops";

  public LocationView {
    addresses = List.copyOf(addresses);
  }

  public boolean isKnown() {
    return !kind.equals(UNKNOWN.kind);
  }

  /** The same place; which of several routers answered does not matter. */
  public boolean sameAs(LocationView other) {
    return kind.equals(other.kind) && first == other.first && last == other.last;
  }

  /**
   * {@code hop 2}, {@code hops 2-3}, or the kind; with the first addresses.
   *
   * @param seenFrom only routers of this address's family are named
   */
  public String text(String seenFrom) {
    String place =
        !kind.equals(HOPS) ? kind : first == last ? "hop " + first : "hops " + first + "-" + last;
    boolean ipv6 = seenFrom.indexOf(':') >= 0;
    List<String> few =
        addresses.stream().filter(each -> each.indexOf(':') >= 0 == ipv6).limit(2).toList();
    return few.isEmpty() ? place : place + " (" + String.join(", ", few) + ")";
  }
}
