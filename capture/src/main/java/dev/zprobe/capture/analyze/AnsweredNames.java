package dev.zprobe.capture.analyze;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A connection that never stood says no name. Where the capture holds the answer of DNS that gave
 * its address to one name of the service and to no other, that is what its client wanted.
 */
final class AnsweredNames {
  private final List<Observation> seen;
  private final Map<InetAddress, Set<String>> names = new HashMap<>();
  private final Set<Endpoint> spoken = new HashSet<>();
  private final Map<Endpoint, Set<String>> targets = new HashMap<>();

  /**
   * @param ours whether a name is one of the service's
   */
  AnsweredNames(List<Observation> seen, Predicate<String> ours) {
    this.seen = seen;
    for (Observation each : seen) {
      if (each instanceof DnsLookup lookup && ours.test(lookup.question().name())) {
        String name = lookup.question().name().toLowerCase(Locale.ROOT);
        for (InetAddress address : lookup.answer().addresses()) {
          names.computeIfAbsent(address, fresh -> new HashSet<>()).add(name);
        }
      } else if (each instanceof TlsHandshake hand) {
        spoken.add(hand.endpoint());
      } else if (each instanceof TcpConnect tcp) {
        if (tcp.worked()) {
          spoken.add(tcp.endpoint());
        }
        targets.computeIfAbsent(tcp.endpoint(), fresh -> new HashSet<>()).add(tcp.target());
      }
    }
  }

  /** The same observations; connections where nothing was said go by the name that was asked. */
  List<Observation> called(SeenTargets places) {
    Map<String, String> renamed = new HashMap<>();
    List<Observation> all = new ArrayList<>(seen.size());
    for (Observation each : seen) {
      if (each instanceof TcpConnect tcp && isOnly(tcp)) {
        String name = names.get(tcp.endpoint().address()).iterator().next();
        String target = renamed.computeIfAbsent(tcp.target(), old -> places.called(old, name));
        all.add(called(tcp, target));
      } else {
        all.add(each);
      }
    }
    return all;
  }

  private boolean isOnly(TcpConnect tcp) {
    return !spoken.contains(tcp.endpoint())
        && targets.get(tcp.endpoint()).size() == 1
        && names.getOrDefault(tcp.endpoint().address(), Set.of()).size() == 1;
  }

  private static TcpConnect called(TcpConnect tcp, String target) {
    Stamp old = tcp.stamp();
    Stamp stamp = new Stamp(old.id(), target, old.started(), old.elapsed(), old.flows());
    return new TcpConnect(stamp, tcp.endpoint(), tcp.icmp(), tcp.failure(), tcp.trace());
  }
}
