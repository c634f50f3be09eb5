package dev.zprobe.compare;

import dev.zprobe.compare.Policy.Row;
import dev.zprobe.diagnosis.Diagnosis.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * A policy held against a run.
 *
 * @param unnamed endpoints of the run that no row covers
 */
public record PolicyCheck(List<Result> results, long unnamed) {
  public PolicyCheck {
    results = List.copyOf(results);
  }

  /**
   * One endpoint of one row, or a row without any.
   *
   * @param endpoint empty when the run has no endpoint of this row
   * @param complaint empty when it is as expected
   */
  public record Result(Row row, Optional<EndpointView> endpoint, String complaint) {
    public boolean asExpected() {
      return complaint.isEmpty();
    }
  }

  public static PolicyCheck of(Policy policy, ReportView run) {
    List<Result> results = new ArrayList<>();
    for (Row row : policy.rows()) {
      List<EndpointView> covered =
          run.endpoints().values().stream().filter(each -> row.covers(each.key())).toList();
      if (covered.isEmpty()) {
        results.add(new Result(row, Optional.empty(), "the run has no such endpoint"));
      }
      covered.forEach(
          each -> results.add(new Result(row, Optional.of(each), complaint(row, each))));
    }
    long unnamed =
        run.endpoints().keySet().stream()
            .filter(key -> policy.rows().stream().noneMatch(row -> row.covers(key)))
            .count();
    return new PolicyCheck(results, unnamed);
  }

  public boolean holds() {
    return results.stream().allMatch(Result::asExpected);
  }

  private static String complaint(Row row, EndpointView endpoint) {
    State state = endpoint.state();
    if (!row.states().contains(state)) {
      String wanted =
          row.states().stream().map(State::text).sorted().collect(Collectors.joining(" or "));
      String reason = endpoint.reason().isEmpty() ? "" : " (" + endpoint.reason() + ")";
      return "is " + state.text() + " instead of " + wanted + hint(state) + reason;
    }
    OptionalDouble elapsed = endpoint.elapsedMs();
    if (row.maxMs().isPresent() && elapsed.isEmpty()) {
      return "is " + state.text() + ", but no time was taken";
    }
    if (row.maxMs().isPresent() && elapsed.getAsDouble() > row.maxMs().getAsInt()) {
      return "is %s after %.0f ms instead of at most %d"
          .formatted(state.text(), elapsed.getAsDouble(), row.maxMs().getAsInt());
    }
    return "";
  }

  private static String hint(State state) {
    return switch (state) {
      case OPEN_OR_FILTERED -> ", which only a responder (--far-end) can prove either way";
      case NOT_TESTED -> ", so that nothing is shown";
      case OPEN, CLOSED, REJECTED, FILTERED, ALTERED -> "";
    };
  }
}
