package dev.zprobe.probe.run;

import dev.zprobe.net.Deadline;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Trace;
import dev.zprobe.plan.Plan;
import dev.zprobe.probe.Attempt;
import dev.zprobe.probe.Attempts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The resolver of the Java library, for as long as nothing better is there. */
final class SystemSurroundings implements Surroundings {
  private final Attempts attempts;
  private final Map<String, List<DnsLookup>> lookups = new ConcurrentHashMap<>();

  SystemSurroundings(Plan plan, Attempts attempts) {
    this.attempts = attempts;
  }

  @Override
  public List<DnsLookup> lookup(String target, String name, Deadline deadline) {
    return lookups.computeIfAbsent(name, fresh -> List.of(ask(target, fresh)));
  }

  private DnsLookup ask(String target, String name) {
    Attempt attempt = attempts.begin(target);
    List<InetAddress> addresses = List.of();
    Optional<Failure> failure = Optional.empty();
    try {
      addresses = List.of(InetAddress.getAllByName(name));
    } catch (UnknownHostException unknown) {
      failure = Optional.of(Failure.of(FailureCode.DNS_NXDOMAIN));
    }
    return new DnsLookup(
        attempt.stamp(),
        new DnsLookup.Question(name, "A", DnsLookup.Purpose.SERVICE),
        new DnsLookup.NameServer(
            Endpoint.udp(InetAddress.getLoopbackAddress(), 53), DnsLookup.Role.SYSTEM),
        new DnsLookup.Answer("", addresses, List.of(), 0, false, attempt.elapsed(), List.of()),
        failure,
        Trace.BLIND);
  }

  @Override
  public Set<InetAddress> addresses(List<DnsLookup> found) {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    found.forEach(each -> addresses.addAll(each.answer().addresses()));
    return addresses;
  }

  @Override
  public List<? extends Observation> clock(List<String> servers, Deadline deadline) {
    return List.of();
  }

  @Override
  public List<? extends Observation> host(Collection<InetAddress> destinations, Deadline deadline) {
    return List.of();
  }

  @Override
  public List<DnsLookup> settle() {
    return lookups.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    lookups.clear();
  }
}
