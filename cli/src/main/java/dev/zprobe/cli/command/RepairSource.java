package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.option.RunOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.evidence.BundleDirectory;
import dev.zprobe.evidence.PlanFile;
import dev.zprobe.net.Target;
import dev.zprobe.plan.Planner;
import dev.zprobe.repair.Situation;
import dev.zprobe.repair.SituationReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A report to plan by, and the bundle that it came from. */
record RepairSource(Path path, JsonNode report) {
  private static final int LONGEST_PLAN = 16 << 20;

  /** What a run is to be made of where no bundle is given. */
  record Wanted(RunOptions what, OutputOptions output, GlobalOptions options) {}

  /** Runs first; the bundle is the run's. */
  static RepairSource fresh(Console console, Pipeline pipeline, Wanted wanted) {
    Catalog catalog =
        wanted.what().catalog().map(CatalogReader::read).orElseGet(CatalogReader::builtIn);
    Assignment assignment =
        new Assignment(
            "repair",
            Planner.plan(catalog, wanted.what().request(List.of())),
            wanted.output(),
            wanted.options());
    RunAndReport.Outcome outcome =
        new RunAndReport(console, pipeline, InstantSource.system()).probe(assignment);
    if (!wanted.options().quiet()) {
      console.err().println("zprobe: the run is in " + outcome.completion().place());
    }
    return new RepairSource(outcome.completion().place(), outcome.report());
  }

  /** Options of the run that is not made are a mistake: nothing would come of them. */
  static RepairSource read(Path path, CommandSpec verb) {
    Set<String> ofRun = new HashSet<>();
    for (String group : List.of("what", "output")) {
      verb.mixins().get(group).options().forEach(each -> ofRun.add(each.longestName()));
    }
    for (OptionSpec each : verb.commandLine().getParseResult().matchedOptions()) {
      if (ofRun.contains(each.longestName())) {
        throw Refusal.usage(
            each.longestName()
                + " is for the run that is made where no bundle is given; leave "
                + path
                + " or the option out");
      }
    }
    return read(path);
  }

  private static RepairSource read(Path path) {
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
    Optional<String> plan = planText();
    if (plan.isPresent()) {
      try {
        return PlanFile.catalog(plan.get(), path.toString());
      } catch (IOException unusable) {
        return CatalogReader.builtIn(); // the plan loses the names of groups, and nothing else
      }
    }
    return CatalogReader.builtIn();
  }

  /** What the run tried, where the bundle says so. */
  Optional<String> planText() {
    try {
      if (Files.isDirectory(path)) {
        Path plan = path.resolve(PlanFile.NAME);
        return Files.isRegularFile(plan) && Files.size(plan) <= LONGEST_PLAN
            ? Optional.of(Files.readString(plan, StandardCharsets.UTF_8))
            : Optional.empty();
      }
      return path.toString().endsWith(".zip") ? zipped() : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<String> zipped() throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Optional<? extends ZipEntry> plan =
          zip.stream().filter(entry -> entry.getName().matches("([^/]+/)?plan\\.json")).findFirst();
      if (plan.isEmpty()) {
        return Optional.empty();
      }
      try (InputStream stream = zip.getInputStream(plan.get())) {
        return Optional.of(new String(stream.readNBytes(LONGEST_PLAN), StandardCharsets.UTF_8));
      }
    }
  }

  /** Where the records of repairs go: into the bundle, or beside a zip or a lone report. */
  Path records() {
    return Files.isDirectory(path)
        ? path.resolve(BundleDirectory.REPAIRS)
        : path.toAbsolutePath().resolveSibling(path.getFileName() + "-repairs");
  }
}
