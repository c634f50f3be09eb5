package dev.zprobe.compare;

import java.util.Collections;
import java.util.Set;

/** What a finding covers. Empty sets and an empty transport say nothing. */
public record ScopeView(
    String transport, Set<Integer> ports, Set<String> addresses, Set<String> names) {
  public ScopeView {
    ports = Set.copyOf(ports);
    addresses = Set.copyOf(addresses);
    names = Set.copyOf(names);
  }

  boolean covers(EndpointKey key) {
    return addresses.contains(key.address())
        && ports.contains(key.port())
        && (transport.isEmpty() || transport.equals(key.transport()));
  }

  /** How much two scopes have in common; -1 when they contradict each other. */
  int likeness(ScopeView other) {
    if (!transport.equals(other.transport)) {
      return -1;
    }
    int common =
        common(ports, other.ports)
            + common(addresses, other.addresses)
            + common(names, other.names);
    boolean apart =
        apart(ports, other.ports)
            || apart(addresses, other.addresses) && apart(names, other.names)
            || apart(addresses, other.addresses) && names.isEmpty() && other.names.isEmpty();
    return apart ? -1 : common;
  }

  private static int common(Set<?> mine, Set<?> others) {
    return (int) mine.stream().filter(others::contains).count();
  }

  private static boolean apart(Set<?> mine, Set<?> others) {
    return !mine.isEmpty() && !others.isEmpty() && Collections.disjoint(mine, others);
  }
}
