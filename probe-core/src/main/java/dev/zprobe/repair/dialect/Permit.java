package dev.zprobe.repair.dialect;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Transport;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What is to be let through, from this machine outwards; answers follow the state that a firewall
 * keeps.
 *
 * @param source empty for any
 * @param destinations of one family, at least one
 * @param names that stand for them, for those who write rules with names; may be empty
 */
public record Permit(
    Transport transport,
    Optional<InetAddress> source,
    List<InetAddress> destinations,
    List<String> names,
    List<PortRange> ports) {
  public Permit {
    destinations = List.copyOf(destinations);
    names = List.copyOf(names);
    ports = List.copyOf(ports);
    if (destinations.isEmpty() || ports.isEmpty()) {
      throw new IllegalArgumentException("nothing is to be let through");
    }
  }

  public boolean isIpv4() {
    return destinations.get(0) instanceof Inet4Address;
  }

  /** {@code 32} or {@code 128}. */
  int bits() {
    return isIpv4() ? 32 : 128;
  }

  List<String> addresses() {
    return destinations.stream().map(Addresses::text).toList();
  }

  List<String> prefixes() {
    return addresses().stream().map(address -> address + "/" + bits()).toList();
  }

  Optional<String> sourceText() {
    return source.map(Addresses::text);
  }

  /** Sources and destinations in one word that may stand in an object's name. */
  static String word(String address) {
    return address.replace(':', '-');
  }
}
