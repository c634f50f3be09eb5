package dev.zprobe.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What changed between two reports. Immutable. */
public record Comparison(
    ReportView before, ReportView after, List<TargetChange> targets, List<FindingChange> findings) {

  public Comparison {
    targets = List.copyOf(targets);
    findings = List.copyOf(findings);
  }

  public static Comparison of(ReportView before, ReportView after) {
    TreeSet<EndpointKey> keys = new TreeSet<>(before.endpoints().keySet());
    keys.addAll(after.endpoints().keySet());
    List<TargetChange> targets = new ArrayList<>();
    for (EndpointKey key : keys) {
      targets.add(
          TargetChange.of(
              key,
              Optional.ofNullable(before.endpoints().get(key)),
              Optional.ofNullable(after.endpoints().get(key))));
    }
    return new Comparison(before, after, targets, FindingPairs.of(before, after, targets));
  }

  /** Something got worse: an endpoint fails newly, or a finding is new or heavier than before. */
  public boolean worse() {
    return targets.stream().anyMatch(each -> each.kind() == TargetChange.Kind.NEWLY_FAILING)
        || findings.stream().anyMatch(FindingChange::worse);
  }

  /** Every kind, also those that do not occur. */
  public Map<TargetChange.Kind, Long> counts() {
    Map<TargetChange.Kind, Long> counts = new EnumMap<>(TargetChange.Kind.class);
    for (TargetChange.Kind kind : TargetChange.Kind.values()) {
      counts.put(kind, targets.stream().filter(each -> each.kind() == kind).count());
    }
    return counts;
  }

  /** One sentence. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    counts()
        .forEach(
            (kind, count) -> {
              if (count > 0) {
                parts.add(count + " " + kind.id().replace('-', ' '));
              }
            });
    long fresh = count(FindingChange.Kind.NEW);
    long gone = count(FindingChange.Kind.GONE);
    String findingsText =
        fresh + gone == 0
            ? "the same findings"
            : fresh + (fresh == 1 ? " finding" : " findings") + " new, " + gone + " gone";
    return (worse() ? "Something got worse" : "Nothing got worse")
        + ": "
        + (parts.isEmpty() ? "no endpoints" : String.join(", ", parts))
        + "; "
        + findingsText
        + ".";
  }

  private long count(FindingChange.Kind kind) {
    return findings.stream().filter(each -> each.kind() == kind).count();
  }
}
