package dev.zprobe.cli.render;

import dev.zprobe.cli.render.JUnitXml.Case;
import dev.zprobe.cli.render.JUnitXml.Outcome;
import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.PolicyCheck;
import dev.zprobe.compare.ReportView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run's endpoints, or a policy's rows, as test cases. */
public final class RunCases {
  private RunCases() {}

  /** What fails, fails; what was not tested or cannot be told is skipped. */
  public static List<Case> of(ReportView run) {
    List<Case> cases = new ArrayList<>();
    for (EndpointView view : run.endpoints().values()) {
      Outcome outcome =
          switch (view.health()) {
            case WORKS -> Outcome.PASSED;
            case FAILS -> Outcome.FAILED;
            case UNPROVEN, UNTESTED -> Outcome.SKIPPED;
          };
      cases.add(of(view, outcome, view.reason()));
    }
    return cases;
  }

  public static List<Case> of(PolicyCheck check) {
    List<Case> cases = new ArrayList<>();
    for (PolicyCheck.Result result : check.results()) {
      Outcome outcome = result.asExpected() ? Outcome.PASSED : Outcome.FAILED;
      cases.add(
          result
              .endpoint()
              .map(view -> of(view, outcome, result.row().name() + " " + result.complaint()))
              .orElseGet(
                  () ->
                      new Case(
                          "zprobe.policy",
                          result.row().name(),
                          0,
                          outcome,
                          result.complaint(),
                          result.complaint())));
    }
    return cases;
  }

  private static Case of(EndpointView view, Outcome outcome, String message) {
    String detail = ComparisonText.side(Optional.of(view)) + ComparisonText.frames(view.frames());
    return new Case(
        "zprobe.target." + view.key().target(),
        view.key().place(),
        view.elapsedMs().orElse(0),
        outcome,
        message,
        detail);
  }
}
