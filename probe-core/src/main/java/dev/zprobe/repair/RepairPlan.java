package dev.zprobe.repair;

import java.util.List;
import java.util.Optional;

/**
 * What the diagnosis justifies on one platform, in the order in which to do it.
 *
 * @param notRecommended steps that people are told to take and that would not help here
 * @param changeRequest for the owner of a device on the path, where one is in the way
 */
public record RepairPlan(
    Platform platform,
    List<Step> steps,
    List<Unneeded> notRecommended,
    Optional<ChangeRequest> changeRequest) {
  public RepairPlan {
    steps = List.copyOf(steps);
    notRecommended = List.copyOf(notRecommended);
  }

  /**
   * @param findings that it mends; empty only for a step that somebody forces
   * @param retest services to try again afterwards
   */
  public record Step(
      Repair repair, List<String> findings, String why, Work work, List<String> retest) {
    public Step {
      findings = List.copyOf(findings);
      retest = List.copyOf(retest);
    }

    public String id() {
      return repair.id();
    }
  }

  /** The commands of a step with every value filled in. */
  public record Work(
      boolean privileged,
      List<List<String>> before,
      List<Saved> saved,
      List<Command> commands,
      List<List<String>> undo) {
    public Work {
      before = List.copyOf(before);
      saved = List.copyOf(saved);
      commands = List.copyOf(commands);
      undo = List.copyOf(undo);
    }
  }

  /** A program and its arguments; see {@link Block#optional}. */
  public record Command(List<String> line, boolean optional) {
    public Command {
      line = List.copyOf(line);
    }
  }

  /** A step that does not help here, and why. */
  public record Unneeded(String id, String why) {}

  /** A letter to the owner of a device, and the rules that carry it out. */
  public record ChangeRequest(String text, List<DialectRule> rules) {
    public ChangeRequest {
      rules = List.copyOf(rules);
    }
  }

  /** A rule in the language of one kind of firewall. */
  public record DialectRule(String dialect, String text) {}

  public Optional<Step> step(String id) {
    return steps.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The ids of the steps that mend a finding. */
  public List<String> mending(String finding) {
    return steps.stream().filter(step -> step.findings().contains(finding)).map(Step::id).toList();
  }
}
