package dev.zprobe.compare;

import dev.zprobe.diagnosis.Diagnosis.State;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One endpoint as a report shows it.
 *
 * @param reason in the report's words
 * @param elapsedMs until the first answer, good or bad: of the connection attempt, or of the round
 *     trip; empty where nothing answered
 * @param findings those that it suffers from, the heaviest first
 * @param frames of the report's capture that show it, rising, at most {@value #MOST_FRAMES}
 */
public record EndpointView(
    EndpointKey key,
    State state,
    String reason,
    OptionalDouble elapsedMs,
    List<FindingView> findings,
    List<Long> frames) {
  static final int MOST_FRAMES = 24;

  /** How it stands, in four words. */
  public enum Health {
    WORKS,
    /** Silent, as a healthy one may be. */
    UNPROVEN,
    FAILS,
    UNTESTED
  }

  public EndpointView {
    findings = List.copyOf(findings);
    frames = List.copyOf(frames);
  }

  /** What is wrong with it decides, also where the port as such is open. */
  public Health health() {
    return switch (state) {
      case NOT_TESTED -> Health.UNTESTED;
      case CLOSED, REJECTED, FILTERED, ALTERED -> Health.FAILS;
      case OPEN -> findings.isEmpty() ? Health.WORKS : Health.FAILS;
      case OPEN_OR_FILTERED -> findings.isEmpty() ? Health.UNPROVEN : Health.FAILS;
    };
  }

  /** The ids of the causes, sorted, each once. */
  public List<String> causes() {
    return findings.stream().map(FindingView::cause).distinct().sorted().toList();
  }

  /** Where it dies, where a finding says so. */
  public LocationView location() {
    return findings.stream()
        .map(FindingView::location)
        .filter(LocationView::isKnown)
        .findFirst()
        .orElse(LocationView.UNKNOWN);
  }
}
