package dev.zprobe.probe.run;

import dev.zprobe.observation.Observation;
import dev.zprobe.probe.ObservationIds;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects the observations of a run. Safe for many threads. */
final class Journal {
  private final Queue<Observation> observations = new ConcurrentLinkedQueue<>();

  void add(Observation observation) {
    observations.add(observation);
  }

  void addAll(Collection<? extends Observation> more) {
    observations.addAll(more);
  }

  /** In the order in which they began. */
  List<Observation> all() {
    List<Observation> sorted = new ArrayList<>(observations);
    sorted.sort(Comparator.comparingInt(each -> ObservationIds.number(each.id())));
    return List.copyOf(sorted);
  }
}
