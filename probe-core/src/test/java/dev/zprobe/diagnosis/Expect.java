package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.rule.AllRules;
import java.util.List;

/** What a scene must be judged to be. */
public final class Expect {
  private Expect() {}

  public static Diagnosis diagnose(Scenes scene) {
    return new Diagnostician(AllRules.list()).diagnose(scene.observations());
  }

  /** Exactly this finding counts, whatever notes and consequences there are. */
  public static Finding only(Cause cause, Scenes scene) {
    List<Finding> counting = counting(diagnose(scene));
    assertEquals(
        List.of(cause), counting.stream().map(Finding::cause).toList(), () -> text(counting));
    return counting.get(0);
  }

  /** Nothing above a note. */
  public static Diagnosis quiet(Scenes scene) {
    Diagnosis diagnosis = diagnose(scene);
    List<Finding> counting = counting(diagnosis);
    assertTrue(counting.isEmpty(), () -> text(counting));
    return diagnosis;
  }

  /** The cause is not claimed at all. */
  public static Diagnosis not(Cause cause, Scenes scene) {
    Diagnosis diagnosis = diagnose(scene);
    assertTrue(
        diagnosis.findings().stream().noneMatch(each -> each.finding().cause() == cause),
        () -> text(diagnosis.findings().stream().map(Diagnosis.Filed::finding).toList()));
    return diagnosis;
  }

  /** The first finding with this cause, explained or not. */
  public static Finding some(Cause cause, Scenes scene) {
    Diagnosis diagnosis = diagnose(scene);
    return diagnosis.findings().stream()
        .map(Diagnosis.Filed::finding)
        .filter(each -> each.cause() == cause)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    text(diagnosis.findings().stream().map(Diagnosis.Filed::finding).toList())));
  }

  public static List<Finding> counting(Diagnosis diagnosis) {
    return diagnosis.findings().stream()
        .filter(each -> each.explainedBy().isEmpty())
        .map(Diagnosis.Filed::finding)
        .filter(each -> each.judgement().severity() != Severity.NOTE)
        .toList();
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder("found:");
    findings.forEach(
        each ->
            text.append("\n  ")
                .append(each.judgement())
                .append(' ')
                .append(each.account().summary()));
    return text.toString();
  }
}
