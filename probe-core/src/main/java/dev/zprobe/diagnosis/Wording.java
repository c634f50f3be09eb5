package dev.zprobe.diagnosis;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.UdpExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How places and amounts read in a sentence. */
public final class Wording {
  private static final int SHOWN = 4;

  private Wording() {}

  /** For example {@code UDP 8801-8810 to 203.0.113.30 (mmr.zoom.us)}. */
  public static String where(Scope scope) {
    StringBuilder text = new StringBuilder();
    scope.transport().ifPresent(each -> text.append(each.name()).append(' '));
    text.append(ports(scope.ports()));
    String addresses = addresses(scope.addresses());
    if (!addresses.isEmpty()) {
      text.append(text.isEmpty() || text.toString().endsWith(" ") ? "to " : " to ");
      text.append(addresses);
    }
    if (!scope.names().isEmpty()) {
      String names = some(scope.names());
      text.append(addresses.isEmpty() ? (text.isEmpty() ? "" : " ") + names : " (" + names + ")");
    }
    return text.toString();
  }

  /** Ascending ports with runs joined: {@code 443, 8801-8810}. */
  public static String ports(List<Integer> ports) {
    List<String> parts = new ArrayList<>();
    int index = 0;
    while (index < ports.size()) {
      int end = index;
      while (end + 1 < ports.size() && ports.get(end + 1) == ports.get(end) + 1) {
        end++;
      }
      parts.add(
          end == index
              ? String.valueOf(ports.get(index))
              : ports.get(index) + (end == index + 1 ? ", " : "-") + ports.get(end));
      index = end + 1;
    }
    return String.join(", ", parts);
  }

  public static String addresses(Collection<InetAddress> addresses) {
    return some(addresses.stream().map(Addresses::text).toList());
  }

  /** At most four, then how many more. */
  public static String some(Collection<String> words) {
    List<String> distinct = words.stream().distinct().toList();
    if (distinct.size() <= SHOWN) {
      return String.join(", ", distinct);
    }
    return String.join(", ", distinct.subList(0, SHOWN))
        + " and "
        + (distinct.size() - SHOWN)
        + " more";
  }

  /**
   * For example {@code between hop 2 (62.115.12.2) and hop 3 (62.115.23.3)}; empty when unknown.
   */
  public static String where(Location location) {
    return switch (location.kind()) {
      case HOST -> "on this machine";
      case TARGET -> "at the target";
      case RESOLVER -> "at the resolver";
      case PROXY -> "at the proxy";
      case HOPS -> hops(location);
      case UNKNOWN -> location.addresses().isEmpty() ? "" : "by " + addresses(location.addresses());
    };
  }

  private static String hops(Location location) {
    List<InetAddress> known = location.addresses();
    if (location.first() == location.last()) {
      return "at hop " + location.first() + (known.isEmpty() ? "" : named(known.get(0)));
    }
    if (location.first() == 0) {
      // All addresses are the other hop's: this machine is named by none.
      String others = known.isEmpty() ? "" : " (" + addresses(known) + ")";
      return "between this machine and hop "
          + location.last()
          + (location.last() > 1 ? "" : others);
    }
    boolean both = known.size() > 1 && known.get(0).getClass() == known.get(1).getClass();
    return "between hop "
        + location.first()
        + (both ? named(known.get(0)) : "")
        + " and hop "
        + location.last()
        + (both ? named(known.get(1)) : "");
  }

  private static String named(InetAddress address) {
    return " (" + Addresses.text(address) + ")";
  }

  /**
   * That a control worked: {@code TCP 443 at 203.0.113.30 answers}, or of a ladder {@code the
   * control (port 8801) arrives}.
   */
  public static String answers(Observation seen) {
    return seen instanceof PathLadder ladder
        ? "the control (" + ladder.payload().description() + ") arrives"
        : place(seen) + " answers";
  }

  /** What an observation that worked shows, as a control: {@code TCP 443 at 203.0.113.30}. */
  public static String place(Observation seen) {
    if (seen instanceof TcpConnect tcp) {
      return place(tcp.endpoint());
    }
    if (seen instanceof UdpExchange udp) {
      return place(udp.endpoint());
    }
    if (seen instanceof TlsHandshake tls) {
      return place(tls.endpoint());
    }
    if (seen instanceof HttpExchange http) {
      return place(http.endpoint());
    }
    if (seen instanceof PathLadder ladder) {
      return place(ladder.endpoint());
    }
    return seen instanceof DnsLookup dns ? place(dns.server().endpoint()) : seen.step();
  }

  public static String place(Endpoint endpoint) {
    return endpoint.transport().name() + " " + endpoint.port() + " at " + endpoint.addressText();
  }

  /** A clock's error as a person says it: {@code 10 min 3 s}. */
  public static String span(Duration duration) {
    // To the nearest second: a time server's answer is a millisecond off.
    Duration size = duration.abs().plusMillis(500);
    if (size.toDays() > 0) {
      return size.toDays() + " d " + size.toHoursPart() + " h";
    }
    if (size.toHours() > 0) {
      return size.toHours() + " h " + size.toMinutesPart() + " min";
    }
    if (size.toMinutes() > 0) {
      return size.toMinutes() + " min " + size.toSecondsPart() + " s";
    }
    return millis(duration.abs());
  }

  /** {@code 3.0 s} or {@code 24 ms}. */
  public static String millis(Duration duration) {
    return duration.toMillis() >= 1000
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
        : duration.toMillis() + " ms";
  }
}
