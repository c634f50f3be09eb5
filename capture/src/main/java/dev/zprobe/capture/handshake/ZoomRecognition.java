package dev.zprobe.capture.handshake;

import dev.zprobe.capture.flow.Flow;
import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whose flow it is, and by what: names in hellos, names whose addresses DNS answers gave,
 * address ranges, wire formats. Names and ranges come from the catalog. For one thread; DNS answers
 * are remembered as flows are shown to it, so that those of a capture should be shown in order.
 */
public final class ZoomRecognition {
  /** Why a flow is taken for one of the service. */
  public enum Reason {
    SNI("sni"),
    DNS("dns"),
    RANGE("range"),
    WIRE("wire");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** As in the flow listing. */
    public String text() {
      return text;
    }
  }

  private static final int MOST_ADDRESSES = 1 << 16;

  private final List<String> suffixes;
  private final RangeSet ranges;
  private final AddressSet resolved = new AddressSet(MOST_ADDRESSES);

  /**
   * @param domains such as {@code zoom.us}: the name itself and all names below it
   * @param ranges of the service
   */
  public ZoomRecognition(List<String> domains, List<AddressRange> ranges) {
    this.suffixes = domains.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    this.ranges = new RangeSet(ranges);
  }

  /** Remembers the addresses that DNS answers in a flow gave for names of the service. */
  public void learn(List<ProtocolFacts> facts) {
    for (ProtocolFacts each : facts) {
      if (each instanceof DnsFacts dns) {
        for (DnsFacts.Exchange exchange : dns.exchanges()) {
          learn(exchange);
        }
      }
    }
  }

  private void learn(DnsFacts.Exchange exchange) {
    if (isOurs(exchange.question().name()) && exchange.reply().isPresent()) {
      for (String address : exchange.reply().get().addresses()) {
        Addresses.parse(address).ifPresent(resolved::add);
      }
    }
  }

  /** The reasons for which a flow is one of the service; empty where there are none. */
  public Set<Reason> reasons(Flow flow, List<ProtocolFacts> facts) {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    for (ProtocolFacts each : facts) {
      if (name(each).filter(this::isOurs).isPresent()) {
        reasons.add(Reason.SNI);
      }
      boolean dialect = each instanceof StunFacts stun && stun.dialect() == StunFacts.Dialect.ZOOM;
      if (dialect || each instanceof ZoomMediaFacts) {
        reasons.add(Reason.WIRE);
      }
      if (each instanceof DnsFacts dns && asksForOurs(dns)) {
        reasons.add(Reason.DNS);
      }
    }
    byAddress(flow.highA(), flow.lowA(), reasons);
    byAddress(flow.highB(), flow.lowB(), reasons);
    return reasons;
  }

  private void byAddress(long high, long low, Set<Reason> reasons) {
    if (resolved.contains(high, low)) {
      reasons.add(Reason.DNS);
    }
    if (ranges.contains(high, low)) {
      reasons.add(Reason.RANGE);
    }
  }

  private boolean asksForOurs(DnsFacts dns) {
    return dns.exchanges().stream().anyMatch(each -> isOurs(each.question().name()));
  }

  private static Optional<String> name(ProtocolFacts facts) {
    if (facts instanceof TlsFacts tls) {
      return tls.offer().flatMap(TlsFacts.Offer::serverName);
    }
    if (facts instanceof QuicFacts quic) {
      return quic.offer().flatMap(TlsFacts.Offer::serverName);
    }
    return facts instanceof SocksFacts socks ? socks.host() : Optional.empty();
  }

  /** Whether a name is one of the service's, or below one. */
  public boolean isOurs(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (String each : suffixes) {
      boolean below = lower.endsWith(each) && lower.length() > each.length();
      if (lower.equals(each) || below && lower.charAt(lower.length() - each.length() - 1) == '.') {
        return true;
      }
    }
    return false;
  }
}
