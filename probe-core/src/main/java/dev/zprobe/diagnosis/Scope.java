package dev.zprobe.diagnosis;

import dev.zprobe.net.Transport;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Every port, address and name that a finding covers, and no other. */
public record Scope(
    Optional<Transport> transport,
    List<Integer> ports,
    List<InetAddress> addresses,
    List<String> names) {
  public static final Scope NONE = new Scope(Optional.empty(), List.of(), List.of(), List.of());

  public Scope {
    ports = ports.stream().distinct().sorted().toList();
    addresses = addresses.stream().distinct().toList();
    names = names.stream().distinct().sorted().toList();
  }

  public static Scope ofNames(List<String> names) {
    return new Scope(Optional.empty(), List.of(), List.of(), names);
  }
}
