package dev.zprobe.cli.watch;

import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.FindingChange;
import dev.zprobe.compare.TargetChange;
import java.util.List;

/** What is worth a line between two rounds. */
final class Changes {
  private Changes() {}

  static boolean anything(Comparison comparison) {
    return comparison.before().status() != comparison.after().status()
        || !targets(comparison).isEmpty()
        || !findings(comparison).isEmpty();
  }

  static List<TargetChange> targets(Comparison comparison) {
    return comparison.targets().stream()
        .filter(
            change ->
                switch (change.kind()) {
                  case UNCHANGED, STILL_FAILING -> false;
                  case NEWLY_FAILING, CHANGED_REASON, MOVED_HOP -> true;
                  case NOT_RETESTED, FIXED, NEWLY_TESTED -> true;
                })
        .toList();
  }

  static List<FindingChange> findings(Comparison comparison) {
    return comparison.findings().stream()
        .filter(change -> change.kind() != FindingChange.Kind.KEPT)
        .filter(change -> change.latest().weighs())
        .toList();
  }
}
