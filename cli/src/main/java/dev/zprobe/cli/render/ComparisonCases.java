package dev.zprobe.cli.render;

import dev.zprobe.cli.render.JUnitXml.Case;
import dev.zprobe.cli.render.JUnitXml.Outcome;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.FindingChange;
import dev.zprobe.compare.FindingView;
import dev.zprobe.compare.TargetChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A comparison as test cases: what got worse fails, what still fails or was left out is skipped.
 */
public final class ComparisonCases {
  private ComparisonCases() {}

  public static List<Case> of(Comparison comparison) {
    List<Case> cases = new ArrayList<>();
    comparison.targets().forEach(change -> cases.add(of(change)));
    comparison.findings().stream()
        .filter(change -> change.kind() != FindingChange.Kind.GONE)
        .filter(change -> change.latest().weighs())
        .forEach(change -> cases.add(of(change)));
    return cases;
  }

  private static Case of(TargetChange change) {
    String message =
        change.kind().id().replace('-', ' ')
            + ": "
            + ComparisonText.side(change.before())
            + " -> "
            + ComparisonText.side(change.after());
    String detail = "before: " + detail(change.before()) + "\nafter: " + detail(change.after());
    double elapsed = change.after().map(view -> view.elapsedMs().orElse(0)).orElse(0.0);
    Outcome outcome =
        switch (change.kind()) {
          case NEWLY_FAILING -> Outcome.FAILED;
          case CHANGED_REASON, MOVED_HOP, STILL_FAILING, NOT_RETESTED -> Outcome.SKIPPED;
          case FIXED, NEWLY_TESTED, UNCHANGED -> Outcome.PASSED;
        };
    return new Case(
        "zprobe.target." + change.key().target(),
        change.key().place(),
        elapsed,
        outcome,
        message,
        detail);
  }

  private static String detail(Optional<EndpointView> view) {
    return view.map(
            seen ->
                ComparisonText.side(view)
                    + (seen.reason().isEmpty() ? "" : ", " + seen.reason())
                    + ComparisonText.frames(seen.frames()))
        .orElse("absent");
  }

  private static Case of(FindingChange change) {
    FindingView view = change.latest();
    return new Case(
        "zprobe.finding",
        view.cause() + " " + view.id(),
        0,
        change.worse() ? Outcome.FAILED : Outcome.SKIPPED,
        change.kind().id() + ": " + view.account().summary(),
        view.account().summary() + ComparisonText.frames(view.account().frames()));
  }
}
