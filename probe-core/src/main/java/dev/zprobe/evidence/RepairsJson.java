package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.Target;
import dev.zprobe.repair.Complaint;
import dev.zprobe.repair.Platform;
import dev.zprobe.repair.RepairBook;
import dev.zprobe.repair.RepairPlan;
import dev.zprobe.repair.RepairPlanJson;
import dev.zprobe.repair.Situation;
import dev.zprobe.repair.SituationReader;
import dev.zprobe.repair.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the repair book says of a report, written into it: the same for a file and a live run. */
final class RepairsJson {
  private RepairsJson() {}

  /** Adds {@code repairPlan}, and {@code repairs} and {@code notRepairs} to each finding. */
  static void addTo(ObjectNode report, List<Target> targets) {
    Map<String, String> services =
        targets.stream()
            .collect(Collectors.toMap(Target::id, Target::service, (first, second) -> first));
    Situation situation =
        SituationReader.read(report, target -> services.getOrDefault(target, target));
    Platform platform = situation.platform().orElseGet(Platform::ofThisMachine);
    RepairBook book = RepairBook.builtIn();
    RepairPlan plan = book.planFor(situation, Surroundings.elsewhere(platform));
    for (JsonNode finding : report.path("findings")) {
      if (finding instanceof ObjectNode node) {
        situation
            .complaint(node.path("id").asText())
            .ifPresent(complaint -> cite(node, book, plan, complaint));
      }
    }
    report.set("repairPlan", RepairPlanJson.of(plan));
  }

  /** What only follows from another finding is mended with that one. */
  private static void cite(
      ObjectNode finding, RepairBook book, RepairPlan plan, Complaint complaint) {
    Optional<String> because = complaint.proof().explainedBy();
    plan.mending(because.orElse(complaint.id())).forEach(finding.putArray("repairs")::add);
    book.notMending(plan, complaint).forEach(finding.putArray("notRepairs")::add);
  }
}
