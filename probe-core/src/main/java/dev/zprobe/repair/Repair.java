package dev.zprobe.repair;

import dev.zprobe.diagnosis.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One page of the book.
 *
 * @param guide a step that guides hand to everybody; it is spoken of even where it is not justified
 * @param procedures empty where nothing can be typed: somebody is to be asked, or a thing done by
 *     hand
 */
public record Repair(
    String id,
    boolean guide,
    Who who,
    Words words,
    List<Reason> reasons,
    List<Objection> objections,
    Map<Platform, Procedure> procedures) {

  /**
   * @param why it helps, after the finding's own sentence
   * @param otherwise why it does not, where no objection names the cause; a template
   * @param restart {@code none}, {@code client}, {@code session} or {@code computer}
   */
  public record Words(
      String title, String why, String otherwise, String changes, String loses, String restart) {}

  /** A cause that it mends, under a condition. */
  public record Reason(Cause cause, Condition when) {}

  /**
   * @param harmful it does damage, and not merely nothing
   * @param why a template
   */
  public record Objection(Set<Cause> causes, boolean harmful, String why) {
    public Objection {
      causes = Set.copyOf(causes);
    }
  }

  public Repair {
    reasons = List.copyOf(reasons);
    objections = List.copyOf(objections);
    procedures = Map.copyOf(procedures);
  }

  public Procedure on(Platform platform) {
    return procedures.getOrDefault(platform, Procedure.NONE);
  }

  /** A step of the guide for this platform, or of its list for all. */
  boolean isSpokenOfOn(Platform platform) {
    return guide && (procedures.isEmpty() || procedures.containsKey(platform));
  }

  boolean mends(Situation situation, Complaint complaint) {
    return reasons.stream()
        .filter(reason -> reason.cause() == complaint.cause())
        .anyMatch(reason -> reason.when().holds(situation, complaint));
  }

  Optional<Objection> objection(Cause cause) {
    return objections.stream().filter(each -> each.causes().contains(cause)).findFirst();
  }
}
