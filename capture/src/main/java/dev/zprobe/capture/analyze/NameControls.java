package dev.zprobe.capture.analyze;

import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Hello;
import dev.zprobe.observation.TlsHandshake.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A capture makes no experiments, but it may hold some: an answered hello with another name at the
 * endpoint where a hello died is the control that a live run would have tried.
 */
final class NameControls {
  private final Map<Endpoint, List<TlsHandshake>> answered = new LinkedHashMap<>();
  private final List<TlsHandshake> died = new ArrayList<>();

  NameControls(List<Observation> seen) {
    for (Observation each : seen) {
      if (each instanceof TlsHandshake hand) {
        if (hand.answered()) {
          answered.computeIfAbsent(hand.endpoint(), fresh -> new ArrayList<>()).add(hand);
        } else if (!hand.worked()) {
          died.add(hand);
        }
      }
    }
  }

  /** At most one per failing target and endpoint. */
  List<Observation> of(Supplier<String> ids) {
    List<Observation> controls = new ArrayList<>();
    Set<List<Object>> done = new HashSet<>();
    for (TlsHandshake failed : died) {
      if (!done.add(List.of(failed.target(), failed.endpoint()))) {
        continue;
      }
      answered.getOrDefault(failed.endpoint(), List.of()).stream()
          .filter(hand -> !hand.target().equals(failed.target()))
          .filter(hand -> !sameName(hand, failed))
          .findFirst()
          .ifPresent(hand -> controls.add(control(hand, failed.target(), ids.get())));
    }
    return controls;
  }

  private static boolean sameName(TlsHandshake one, TlsHandshake other) {
    return one.hello().serverName().equalsIgnoreCase(other.hello().serverName());
  }

  private static TlsHandshake control(TlsHandshake hand, String target, String id) {
    Stamp when = hand.stamp();
    Variant variant = hand.hello().serverName().isEmpty() ? Variant.NO_NAME : Variant.OTHER_NAME;
    return new TlsHandshake(
        new Stamp(id, target, when.started(), when.elapsed(), when.flows()),
        hand.endpoint(),
        new Hello(
            hand.hello().serverName(), variant, hand.hello().versions(), hand.hello().bytes()),
        hand.messages(),
        hand.outcome(),
        hand.failure(),
        hand.trace());
  }
}
