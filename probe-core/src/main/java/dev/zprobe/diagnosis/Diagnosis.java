package dev.zprobe.diagnosis;

import dev.zprobe.net.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verdict, the findings in order of weight, and the state of every endpoint. */
public record Diagnosis(Verdict verdict, List<Filed> findings, List<TargetState> targets) {
  public Diagnosis {
    findings = List.copyOf(findings);
    targets = List.copyOf(targets);
  }

  /**
   * @param id {@code F1} …
   * @param explainedBy the finding that makes this one follow
   */
  public record Filed(String id, Finding finding, Optional<String> explainedBy) {}

  /** One sentence, and whose it is; the blame is left out only when healthy. */
  public record Verdict(
      Status status, String summary, Optional<Blame> blame, Error104103 error104103) {}

  /** The run's outcome. */
  public enum Status {
    HEALTHY,
    DEGRADED,
    BLOCKED,
    INCONCLUSIVE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a finding explains a blocked or timed-out handshake with the service. */
  public enum Error104103 {
    EXPLAINED,
    NOT_EXPLAINED,
    NOT_REPRODUCED;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Port states, in nmap's sense and with the contract's words. */
  public enum State {
    OPEN,
    CLOSED,
    REJECTED,
    FILTERED,
    OPEN_OR_FILTERED,
    ALTERED,
    NOT_TESTED;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One verdict per address and port. */
  public record TargetState(
      String target, Endpoint endpoint, State state, String reason, List<String> observations) {}
}
