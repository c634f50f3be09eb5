package dev.zprobe.compare;

import dev.zprobe.diagnosis.Diagnosis.State;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What a firewall should let through and what not. No endpoint is in two rows. Immutable. */
public record Policy(List<Row> rows) {
  public Policy {
    rows = List.copyOf(rows);
  }

  /**
   * Endpoints that should be in one of some states.
   *
   * @param name for messages: where it stands in the file
   * @param targets ids of the catalog; empty for any
   * @param addresses canonical text; empty for any
   * @param ports empty for any
   * @param transport {@code tcp}, {@code udp}, or empty for both
   * @param maxMs until the answer, whatever it is
   */
  public record Row(
      String name,
      Set<String> targets,
      Set<String> addresses,
      Set<Integer> ports,
      String transport,
      Set<State> states,
      OptionalInt maxMs) {
    public Row {
      targets = Set.copyOf(targets);
      addresses = Set.copyOf(addresses);
      ports = Set.copyOf(ports);
      states = Set.copyOf(states);
    }

    public boolean covers(EndpointKey key) {
      return (targets.isEmpty() || targets.contains(key.target()))
          && (addresses.isEmpty() || addresses.contains(key.address()))
          && (ports.isEmpty() || ports.contains(key.port()))
          && (transport.isEmpty() || transport.equals(key.transport()));
    }

    /** Some endpoint could be in both. */
    boolean overlaps(Row other) {
      return meet(targets, other.targets)
          && meet(addresses, other.addresses)
          && meet(ports, other.ports)
          && (transport.isEmpty()
              || other.transport.isEmpty()
              || transport.equals(other.transport));
    }

    private static boolean meet(Set<?> mine, Set<?> others) {
      return mine.isEmpty() || others.isEmpty() || !Collections.disjoint(mine, others);
    }
  }
}
