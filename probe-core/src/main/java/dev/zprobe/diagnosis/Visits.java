package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Target;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Observations;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.UdpExchange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Arranges the observations of a run by endpoint and, where it has several, by name. */
final class Visits {
  private static final Comparator<Endpoint> BY_PLACE =
      Comparator.comparing(Endpoint::address, Scope.BY_ADDRESS)
          .thenComparing(Endpoint::transport)
          .thenComparing(Endpoint::port);

  private Visits() {}

  static List<Visit> of(Observations seen) {
    Map<String, Target> targets =
        seen.targets().stream()
            .collect(Collectors.toMap(Target::id, target -> target, (first, second) -> first));
    Map<Endpoint, List<Observation>> byEndpoint = new LinkedHashMap<>();
    for (Observation each : seen.all()) {
      endpointOf(each)
          .ifPresent(at -> byEndpoint.computeIfAbsent(at, key -> new ArrayList<>()).add(each));
    }
    List<Visit> visits = new ArrayList<>();
    // Probes end in any order; a judgement must not depend on it.
    byEndpoint.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_PLACE))
        .forEach(
            each ->
                byName(each.getValue(), targets)
                    .forEach(steps -> visits.add(visit(each.getKey(), steps, targets))));
    return visits;
  }

  /**
   * One name of several at an endpoint may be blocked or mistaken while the others work: each has
   * its own visit, with the steps that belong to no name.
   */
  private static Collection<List<Observation>> byName(
      List<Observation> steps, Map<String, Target> targets) {
    List<Observation> nameless = new ArrayList<>();
    Map<String, List<Observation>> named = new TreeMap<>();
    for (Observation step : steps) {
      Optional<String> name = nameOf(step, targets);
      name.ifPresent(is -> named.computeIfAbsent(is, key -> new ArrayList<>()).add(step));
      if (name.isEmpty()) {
        nameless.add(step);
      }
    }
    if (named.size() < 2) {
      return List.of(steps);
    }
    named.values().forEach(each -> each.addAll(0, nameless));
    return named.values();
  }

  private static Optional<String> nameOf(Observation step, Map<String, Target> targets) {
    Target target = targets.get(step.target());
    if (target != null) {
      return Optional.of(target.host().orElse("").toLowerCase(Locale.ROOT));
    }
    return step instanceof TlsHandshake tls && !tls.hello().serverName().isEmpty()
        ? Optional.of(tls.hello().serverName().toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static Visit visit(Endpoint at, List<Observation> steps, Map<String, Target> targets) {
    List<Target> asked =
        steps.stream()
            .map(each -> targets.get(each.target()))
            .filter(target -> target != null)
            .distinct()
            .toList();
    return new Visit(
        at,
        asked,
        targets.isEmpty() || asked.stream().anyMatch(target -> !target.isControl()),
        only(steps, TcpConnect.class),
        only(steps, TlsHandshake.class),
        only(steps, HttpExchange.class),
        lasting(only(steps, UdpExchange.class)));
  }

  /** A router that knows no such host may only not have found it yet: the repetition counts. */
  private static List<UdpExchange> lasting(List<UdpExchange> exchanges) {
    int repetition = exchanges.size() - 1;
    return exchanges.stream()
        .filter(
            each ->
                exchanges.indexOf(each) == repetition
                    || !each.unreachableHost()
                    || exchanges.get(repetition).unreachableHost())
        .toList();
  }

  private static <T extends Observation> List<T> only(List<Observation> steps, Class<T> kind) {
    return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Optional<Endpoint> endpointOf(Observation each) {
    if (each instanceof TcpConnect tcp) {
      return Optional.of(tcp.endpoint());
    }
    if (each instanceof TlsHandshake tls) {
      return Optional.of(tls.endpoint());
    }
    if (each instanceof HttpExchange http) {
      return Optional.of(http.endpoint());
    }
    return each instanceof UdpExchange udp ? Optional.of(udp.endpoint()) : Optional.empty();
  }
}
