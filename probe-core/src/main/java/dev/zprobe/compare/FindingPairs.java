package dev.zprobe.compare;

import dev.zprobe.compare.FindingChange.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which finding of one report is which of the other: the same cause, and the likest scope. */
final class FindingPairs {
  private FindingPairs() {}

  private record Pair(FindingView before, FindingView after, int likeness) {}

  static List<FindingChange> of(ReportView before, ReportView after, List<TargetChange> targets) {
    List<Pair> pairs = new ArrayList<>();
    for (FindingView one : before.findings()) {
      for (FindingView other : after.findings()) {
        int likeness = one.scope().likeness(other.scope());
        if (one.cause().equals(other.cause()) && likeness >= 0) {
          pairs.add(new Pair(one, other, likeness));
        }
      }
    }
    pairs.sort(Comparator.comparingInt((Pair pair) -> -pair.likeness()));
    Set<FindingView> taken = new HashSet<>();
    List<FindingChange> changes = new ArrayList<>();
    for (Pair pair : pairs) {
      if (!taken.contains(pair.before()) && !taken.contains(pair.after())) {
        taken.add(pair.before());
        taken.add(pair.after());
        changes.add(kept(pair));
      }
    }
    Set<EndpointKey> notWorse = notWorse(targets);
    after.findings().stream()
        .filter(each -> !taken.contains(each))
        .forEach(each -> changes.add(fresh(each, after, notWorse)));
    before.findings().stream()
        .filter(each -> !taken.contains(each))
        .forEach(
            each ->
                changes.add(
                    new FindingChange(Kind.GONE, false, Optional.of(each), Optional.empty())));
    changes.sort(
        Comparator.comparing(FindingChange::kind)
            .thenComparing(change -> change.latest().severity())
            .thenComparing(change -> change.latest().id()));
    return changes;
  }

  private static FindingChange kept(Pair pair) {
    boolean heavier =
        pair.after().weighs()
            && pair.before().severity().compareTo(pair.after().severity()) > 0
            && !pair.before().explained();
    return new FindingChange(
        Kind.KEPT, heavier, Optional.of(pair.before()), Optional.of(pair.after()));
  }

  /** A new name for what failed before, or for what was not tested before, shows no worsening. */
  private static FindingChange fresh(
      FindingView finding, ReportView after, Set<EndpointKey> notWorse) {
    List<EndpointKey> suffering =
        after.endpoints().values().stream()
            .filter(endpoint -> endpoint.findings().contains(finding))
            .map(EndpointView::key)
            .toList();
    boolean worse = finding.weighs() && (suffering.isEmpty() || !notWorse.containsAll(suffering));
    return new FindingChange(Kind.NEW, worse, Optional.empty(), Optional.of(finding));
  }

  private static Set<EndpointKey> notWorse(List<TargetChange> targets) {
    return targets.stream()
        .filter(change -> change.kind() != TargetChange.Kind.NEWLY_FAILING)
        .map(TargetChange::key)
        .collect(Collectors.toSet());
  }
}
