package dev.zprobe.diagnosis;

import java.util.List;
import java.util.Map;

/**
 * A judgement with its proof.
 *
 * @param detail the values that the contract names for this cause: strings, numbers, booleans,
 *     lists and maps of them
 * @param evidence never empty
 */
public record Finding(
    Judgement judgement,
    Scope scope,
    Location location,
    Progress progress,
    Map<String, Object> detail,
    Account account,
    List<Evidence> evidence) {

  public Finding {
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException("a finding without evidence: " + judgement.cause());
    }
    detail = Map.copyOf(detail);
    evidence = List.copyOf(evidence);
  }

  /** What is claimed, how strongly, and of whom. */
  public record Judgement(
      Cause cause, Stage stage, Severity severity, Confidence confidence, Blame blame) {}

  /** Handshake messages: the last one seen and the first that never came; may be empty. */
  public record Progress(String lastSeen, String missing) {
    public static final Progress NONE = new Progress("", "");
  }

  /**
   * @param summary one sentence for a ticket
   * @param decide the single measurement that would raise the confidence; empty when confirmed
   */
  public record Account(String summary, String decide) {}

  public Cause cause() {
    return judgement.cause();
  }

  public Finding withJudgement(Judgement other) {
    return new Finding(other, scope, location, progress, detail, account, evidence);
  }

  public Finding withLocation(Location other) {
    return new Finding(judgement, scope, other, progress, detail, account, evidence);
  }
}
