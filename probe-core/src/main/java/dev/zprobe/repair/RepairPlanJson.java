package dev.zprobe.repair;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** The contract's {@code repairPlan}. */
public final class RepairPlanJson {
  private RepairPlanJson() {}

  public static ObjectNode of(RepairPlan plan) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("platform", plan.platform().text());
    ArrayNode steps = node.putArray("steps");
    plan.steps().forEach(step -> putStep(steps.addObject(), step));
    ArrayNode unneeded = node.putArray("notRecommended");
    plan.notRecommended()
        .forEach(each -> unneeded.addObject().put("id", each.id()).put("why", each.why()));
    plan.changeRequest().ifPresent(request -> putRequest(node.putObject("changeRequest"), request));
    return node;
  }

  private static void putStep(ObjectNode node, RepairPlan.Step step) {
    node.put("id", step.id());
    putTexts(node.putArray("findings"), step.findings());
    node.put("who", step.repair().who().text());
    node.put("title", step.repair().words().title());
    node.put("why", step.why());
    ArrayNode commands = node.putArray("commands");
    step.work().commands().forEach(each -> putTexts(commands.addArray(), each.line()));
    node.put("privileged", step.work().privileged());
    putLines(node.putArray("before"), step.work().before());
    node.put("backup", backup(step.work()));
    putLines(node.putArray("undo"), step.work().undo());
    step.work().saved().stream()
        .map(Saved::restore)
        .filter(restore -> !restore.isEmpty())
        .forEach(restore -> putTexts(node.withArray("undo").addArray(), restore));
    node.put("loses", step.repair().words().loses());
    node.put("restart", step.repair().words().restart());
    putTexts(node.putArray("retest"), step.retest());
  }

  private static String backup(RepairPlan.Work work) {
    if (work.saved().isEmpty()) {
      return "nothing to keep";
    }
    return work.saved().stream()
            .map(each -> each.isFile() ? each.file() : String.join(" ", each.command()))
            .distinct()
            .collect(Collectors.joining(", ", "kept in the repair record: ", ""))
        + "; \"zprobe repair undo RECORD\" puts it back";
  }

  private static void putRequest(ObjectNode node, RepairPlan.ChangeRequest request) {
    node.put("text", request.text());
    ArrayNode rules = node.putArray("rules");
    request
        .rules()
        .forEach(rule -> rules.addObject().put("dialect", rule.dialect()).put("text", rule.text()));
  }

  private static void putLines(ArrayNode node, List<List<String>> lines) {
    lines.forEach(line -> putTexts(node.addArray(), line));
  }

  private static void putTexts(ArrayNode node, List<String> texts) {
    texts.forEach(node::add);
  }
}
