package dev.zprobe.capture.analyze;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/** The primitives of pcap-filter(7), applied to flows. */
final class FilterTerms {
  private static final int HIGHEST_PORT = 65_535;

  private FilterTerms() {}

  /**
   * The words before a value.
   *
   * @param direction src, dst, or empty
   * @param protocol tcp, udp, ip, ip6, or empty
   * @param kind host, net, port, portrange, vlan, or empty
   */
  record Qualifier(String direction, String protocol, String kind) {
    static final Qualifier NONE = new Qualifier("", "", "");

    /** Whether this word goes on with the qualifier. */
    boolean takes(String word) {
      return switch (word) {
        case "src", "dst" -> direction.isEmpty() && kind.isEmpty();
        case "tcp", "udp", "ip", "ip6" -> protocol.isEmpty() && kind.isEmpty();
        case "host", "net", "port", "portrange", "vlan" -> kind.isEmpty();
        default -> false;
      };
    }

    Qualifier with(String word) {
      return switch (word) {
        case "src", "dst" -> new Qualifier(word, protocol, kind);
        case "tcp", "udp", "ip", "ip6" -> new Qualifier(direction, word, kind);
        default -> new Qualifier(direction, protocol, word);
      };
    }

    /** A protocol, or vlan, may stand for itself. */
    boolean isProtocolOnly() {
      boolean named = !protocol.isEmpty() && kind.isEmpty() && direction.isEmpty();
      return named || equals(new Qualifier("", "", "vlan"));
    }

    Predicate<FilterSubject> speaks() {
      return switch (protocol) {
        case "tcp" -> flow -> flow.view().tcp().isPresent();
        case "udp" -> flow -> flow.view().flow().udp();
        case "ip" -> flow -> flow.view().flow().ipVersion() == 4;
        case "ip6" -> flow -> flow.view().flow().ipVersion() == 6;
        default ->
            kind.equals("vlan") && direction.isEmpty()
                ? flow -> flow.view().flow().vlans().length > 0
                : flow -> true;
      };
    }
  }

  static Predicate<FilterSubject> of(Qualifier qualifier, String value) {
    Predicate<FilterSubject> protocol =
        qualifier.kind().equals("vlan") ? flow -> true : qualifier.speaks();
    Predicate<FilterSubject> term =
        switch (qualifier.kind()) {
          case "port" -> ports(qualifier, port(value), port(value));
          case "portrange" -> portRange(qualifier, value);
          case "net" -> addresses(qualifier, range(value));
          case "vlan" -> vlan(value);
          default -> addresses(qualifier, host(value));
        };
    return protocol.and(term);
  }

  private static Predicate<FilterSubject> portRange(Qualifier qualifier, String value) {
    int dash = value.indexOf('-');
    if (dash > 0 && dash < value.length() - 1) {
      int first = port(value.substring(0, dash));
      int last = port(value.substring(dash + 1));
      if (first <= last) {
        return ports(qualifier, first, last);
      }
    }
    throw new IllegalArgumentException("\"" + value + "\" is no range of ports like 8801-8810");
  }

  private static Predicate<FilterSubject> ports(Qualifier qualifier, int first, int last) {
    Predicate<Endpoint> inside = end -> end.port() >= first && end.port() <= last;
    return ends(qualifier, inside);
  }

  private static Predicate<FilterSubject> addresses(Qualifier qualifier, AddressRange range) {
    return ends(qualifier, end -> range.contains(end.address()));
  }

  private static Predicate<FilterSubject> ends(Qualifier qualifier, Predicate<Endpoint> test) {
    return switch (qualifier.direction()) {
      case "src" -> flow -> test.test(flow.view().clientEnd());
      case "dst" -> flow -> test.test(flow.view().serverEnd());
      default -> flow -> test.test(flow.view().clientEnd()) || test.test(flow.view().serverEnd());
    };
  }

  private static Predicate<FilterSubject> vlan(String value) {
    int id = number(value, 4_095);
    return flow -> {
      for (int each : flow.view().flow().vlans()) {
        if (each == id) {
          return true;
        }
      }
      return false;
    };
  }

  private static int port(String text) {
    return switch (text) {
      case "https" -> 443;
      case "http" -> 80;
      case "domain" -> 53;
      case "ntp" -> 123;
      case "sip" -> 5060;
      case "stun" -> 3478;
      default -> number(text, HIGHEST_PORT);
    };
  }

  private static int number(String text, int highest) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= highest) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is no number from 0 to "
            + highest
            + (highest == HIGHEST_PORT ? ", nor https, http, domain, ntp, sip or stun" : ""));
  }

  private static AddressRange host(String text) {
    Optional<InetAddress> address = Addresses.parse(text);
    if (address.isEmpty()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no address, and no word (host, net, port, portrange, src, dst, tcp, udp, ip,"
              + " ip6, vlan, and, or, not) or key ("
              + FlowKeys.names("").orElseThrow()
              + ") of the filter language");
    }
    return new AddressRange(address.get(), address.get().getAddress().length * 8);
  }

  private static AddressRange range(String text) {
    AddressRange range =
        AddressRange.parse(text)
            .orElseThrow(
                () ->
                    new IllegalArgumentException("\"" + text + "\" is no network like 10.0.0.0/8"));
    String network = text.split("/", 2)[0];
    if (!Addresses.parse(network).equals(Optional.of(range.network()))) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has bits beyond its length; the network is " + range);
    }
    return range;
  }
}
