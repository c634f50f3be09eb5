package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.evidence.PlanFile;
import dev.zprobe.net.Target;
import dev.zprobe.repair.Situation;
import dev.zprobe.repair.SituationReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A report to plan by, and the bundle that it came from. */
record RepairSource(Path path, JsonNode report) {
  static RepairSource read(Path path) {
    return new RepairSource(path, ReportReader.tree(path));
  }

  Situation situation() {
    Map<String, String> services = services();
    try {
      return SituationReader.read(report, target -> services.getOrDefault(target, target));
    } catch (IllegalArgumentException malformed) {
      throw Refusal.usage(path + ": " + malformed.getMessage());
    }
  }

  /** Which group a target belongs to: by the bundle's own catalog, else by the built-in one. */
  private Map<String, String> services() {
    Map<String, String> services = new HashMap<>();
    catalog().targets().forEach(target -> services.put(target.id(), target.service()));
    catalog().controls().forEach(target -> services.put(target.id(), Target.CONTROL_SERVICE));
    return services;
  }

  private Catalog catalog() {
    Path plan = path.resolve(PlanFile.NAME);
    if (Files.isRegularFile(plan)) {
      try {
        String text = Files.readString(plan, StandardCharsets.UTF_8);
        return PlanFile.catalog(text, plan.toString());
      } catch (IOException unusable) {
        return CatalogReader.builtIn(); // the plan loses the names of groups, and nothing else
      }
    }
    return CatalogReader.builtIn();
  }
}
