package dev.zprobe.plan;

import dev.zprobe.catalog.Catalog;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.HostNames;
import dev.zprobe.net.HostPort;
import dev.zprobe.net.Place;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code host[:port][/tcp|/udp|/tls|/https|/stun|/sip|/sips]}. What is left out comes from
 * the catalog's entry for the same place, or from what is usual for the port.
 */
final class TargetText {
  private static final int HTTPS_PORT = 443;

  private TargetText() {}

  static Target parse(String text, Catalog catalog) {
    int slash = text.lastIndexOf('/');
    String protocol = slash < 0 ? "" : text.substring(slash + 1);
    HostPort place = place(text, slash < 0 ? text : text.substring(0, slash));
    Place where = where(text, place.host());
    int port = place.port().orElseGet(() -> usualPort(protocol));
    Optional<Target> known = known(catalog, where, port, protocol);
    Spoken spoken = known.map(Spoken::of).orElseGet(() -> spoken(text, protocol, port));
    return new Target(
        text,
        known.map(Target::service).orElse("given"),
        where,
        spoken.transport(),
        List.of(port),
        spoken.application(),
        known
            .map(Target::promise)
            .orElseGet(() -> new Target.Promise(spoken.answers(), true, "command line")));
  }

  private record Spoken(Transport transport, Application application, boolean answers) {
    static Spoken of(Target target) {
      return new Spoken(target.transport(), target.application(), target.promise().answers());
    }

    static Spoken tcp(Application application) {
      return new Spoken(Transport.TCP, application, true);
    }
  }

  private static HostPort place(String text, String hostPort) {
    try {
      return HostPort.parse(hostPort);
    } catch (IllegalArgumentException malformed) {
      throw new PlanException("target \"" + text + "\": " + malformed.getMessage());
    }
  }

  private static Place where(String text, String host) {
    Optional<InetAddress> address = Addresses.parse(host);
    if (address.isPresent()) {
      if (!Addresses.canBeProbed(address.get())) {
        throw new PlanException("target \"" + text + "\": not the address of one host");
      }
      return new Place.Listed(List.of(address.get()));
    }
    return HostNames.parse(host)
        .map(Place.Named::new)
        .orElseThrow(
            () ->
                new PlanException(
                    "target \""
                        + text
                        + "\": the host is neither a name nor an address;"
                        + " wanted is host[:port][/tcp|/udp|/tls|/https|/stun|/sip|/sips]"));
  }

  private static int usualPort(String protocol) {
    return switch (protocol) {
      case "stun" -> 3478;
      case "sip" -> 5060;
      case "sips" -> 5061;
      default -> HTTPS_PORT;
    };
  }

  /** The catalog's entry for this place, where the protocol does not say otherwise. */
  private static Optional<Target> known(Catalog catalog, Place where, int port, String protocol) {
    return catalog.targets().stream()
        .filter(target -> target.ports().contains(port) && samePlace(target.place(), where))
        .filter(target -> suits(target, protocol))
        .findFirst();
  }

  private static boolean samePlace(Place mine, Place asked) {
    if (mine instanceof Place.Listed listed && asked instanceof Place.Listed one) {
      return listed.addresses().containsAll(one.addresses());
    }
    return mine.equals(asked);
  }

  private static boolean suits(Target target, String protocol) {
    return switch (protocol) {
      case "" -> true;
      case "udp" -> target.transport() == Transport.UDP;
      case "tls" -> target.application() == Application.TLS;
      case "https" -> target.application() == Application.HTTPS;
      case "stun" ->
          target.application() == Application.STUN || target.application() == Application.ZOOM_STUN;
      case "sip" -> target.application() == Application.SIP;
      case "sips" -> target.application() == Application.SIPS;
      default -> false;
    };
  }

  private static Spoken spoken(String text, String protocol, int port) {
    return switch (protocol) {
      case "" -> usual(port);
      case "tcp" -> Spoken.tcp(Application.NONE);
      case "tls" -> Spoken.tcp(Application.TLS);
      case "https" -> Spoken.tcp(Application.HTTPS);
      case "sips" -> Spoken.tcp(Application.SIPS);
      case "sip" -> new Spoken(Transport.UDP, Application.SIP, true);
      case "stun" -> new Spoken(Transport.UDP, Application.STUN, true);
      case "udp" -> datagrams(port);
      default ->
          throw new PlanException(
              "target \""
                  + text
                  + "\": \""
                  + protocol
                  + "\" is none of tcp, udp, tls, https, stun, sip, sips");
    };
  }

  private static Spoken usual(int port) {
    return switch (port) {
      case HTTPS_PORT, 8443 -> Spoken.tcp(Application.HTTPS);
      case 80, 8080 -> Spoken.tcp(Application.HTTP);
      case 3478, 3479, 53, 123 -> datagrams(port);
      case 5061, 5091 -> Spoken.tcp(Application.SIPS);
      default -> Spoken.tcp(Application.NONE);
    };
  }

  /** Something valid is sent to every UDP port: where nothing better is known, STUN. */
  private static Spoken datagrams(int port) {
    return switch (port) {
      case 53 -> new Spoken(Transport.UDP, Application.DNS, true);
      case 123 -> new Spoken(Transport.UDP, Application.NTP, true);
      case HTTPS_PORT -> new Spoken(Transport.UDP, Application.QUIC, true);
      case 3478, 3479 -> new Spoken(Transport.UDP, Application.STUN, true);
      case 5060, 5090, 5091 -> new Spoken(Transport.UDP, Application.SIP, true);
      case 8801, 8802, 8803, 8804, 8805, 8806, 8807, 8808, 8809, 8810 ->
          new Spoken(Transport.UDP, Application.ZOOM_MEDIA, false);
      default -> new Spoken(Transport.UDP, Application.STUN, false);
    };
  }
}
