package dev.zprobe.probe.run;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Observation;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What is asked of this machine, its resolvers and time servers. Safe for many threads. */
interface Surroundings extends AutoCloseable {
  /** Blocks until the system's resolvers have answered or failed. */
  List<DnsLookup> lookup(String target, String name, Deadline deadline);

  /** The addresses that programs of this machine would get. */
  Set<InetAddress> addresses(List<DnsLookup> lookups);

  /** Blocks while time servers are asked. */
  List<? extends Observation> clock(List<String> servers, Deadline deadline);

  /** Reads this machine's state. */
  List<? extends Observation> host(Collection<InetAddress> destinations, Deadline deadline);

  /** All lookups of the run, once. Blocks for those under way. */
  List<DnsLookup> settle();

  @Override
  void close();
}
