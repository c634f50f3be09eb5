package dev.zprobe.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.diagnosis.Severity;
import java.util.List;
import java.util.Optional;

/** A finding, as far as a repair needs to know it. */
public record Complaint(
    String id,
    Cause cause,
    Weight weight,
    Scope scope,
    Location location,
    JsonNode detail,
    Proof proof) {

  /** How much it weighs and whose it is. */
  public record Weight(Severity severity, Blame blame) {}

  /**
   * @param summary the finding's own sentence
   * @param frames of the capture that show it
   * @param subjects observations that failed
   * @param controls observations that worked
   */
  public record Proof(
      String summary,
      List<Long> frames,
      List<String> subjects,
      List<String> controls,
      Optional<String> explainedBy) {
    public Proof {
      frames = List.copyOf(frames);
      subjects = List.copyOf(subjects);
      controls = List.copyOf(controls);
    }
  }

  /** Something that is to be mended itself: no mere note, and no consequence of another. */
  boolean isRoot() {
    return weight.severity() != Severity.NOTE && proof.explainedBy().isEmpty();
  }

  /** The detail as text; empty when it is not there. */
  String said(String key) {
    return detail.path(key).asText("");
  }
}
