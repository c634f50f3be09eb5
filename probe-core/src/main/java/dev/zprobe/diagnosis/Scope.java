package dev.zprobe.diagnosis;

import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Every port, address and name that a finding covers, and no other. */
public record Scope(
    Optional<Transport> transport,
    List<Integer> ports,
    List<InetAddress> addresses,
    List<String> names) {
  /** IPv4 first, then by number. */
  public static final Comparator<InetAddress> BY_ADDRESS =
      Comparator.comparing((InetAddress address) -> address.getAddress().length)
          .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

  public static final Scope NONE = new Scope(Optional.empty(), List.of(), List.of(), List.of());

  public Scope {
    ports = ports.stream().distinct().sorted().toList();
    addresses = addresses.stream().distinct().sorted(BY_ADDRESS).toList();
    names = names.stream().distinct().sorted().toList();
  }

  public static Scope ofNames(List<String> names) {
    return new Scope(Optional.empty(), List.of(), List.of(), names);
  }
}
