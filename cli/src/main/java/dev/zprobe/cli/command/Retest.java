package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.ReportReader;
import dev.zprobe.evidence.PlanFile;
import dev.zprobe.net.Target;
import dev.zprobe.plan.Plan;
import dev.zprobe.repair.Effect;
import dev.zprobe.repair.RepairPlan;
import dev.zprobe.repair.Situation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** Tries again what a repair is to mend, and nothing else, and compares with before. */
final class Retest {
  private final Console console;
  private final Pipeline pipeline;
  private final GlobalOptions options;
  private final RepairSource source;

  Retest(Console console, Pipeline pipeline, GlobalOptions options, RepairSource source) {
    this.console = console;
    this.pipeline = pipeline;
    this.options = options;
    this.source = source;
  }

  /** What it showed; the bundle's name within the record is empty when nothing could be tried. */
  record Result(Effect effect, String summary, String bundle) {}

  /**
   * @param record the directory of the repair, into which the new bundle goes
   */
  Result after(RepairPlan.Step step, Situation before, Path record) {
    String text = source.planText().orElse("");
    if (text.isEmpty()) {
      return new Result(
          Effect.UNCHANGED, "not tested again: the bundle does not say what was tried", "");
    }
    Result first = once(step, before, record, text, "after");
    // What got worse by chance is not worse twice.
    return first.effect() == Effect.WORSE ? once(step, before, record, text, "again") : first;
  }

  private Result once(
      RepairPlan.Step step, Situation before, Path record, String text, String name) {
    Plan plan;
    try {
      plan = narrowed(PlanFile.parse(text, source.path().toString(), record), step);
    } catch (IOException unusable) {
      return new Result(Effect.UNCHANGED, "not tested again: " + unusable.getMessage(), "");
    }
    Assignment assignment =
        new Assignment("repair", plan, OutputOptions.into(record.resolve(name)), options);
    ObjectNode report =
        new RunAndReport(console, pipeline, InstantSource.system()).probe(assignment).report();
    Comparison comparison =
        Comparison.of(ReportReader.of(source.report(), "before"), ReportReader.of(report, "after"));
    Situation after = new RepairSource(record.resolve(name), report).situation();
    Effect effect = comparison.worse() ? Effect.WORSE : Effect.of(before, after, step.findings());
    return new Result(effect, comparison.summary(), name);
  }

  /** Only the services that the step is about; where it dies is known already. */
  private static Plan narrowed(Plan plan, RepairPlan.Step step) {
    Catalog all = plan.catalog();
    List<Target> targets =
        all.targets().stream().filter(target -> step.retest().contains(target.service())).toList();
    Catalog catalog =
        new Catalog(
            all.date(),
            all.ranges(),
            all.dnsControls(),
            all.timeServers(),
            all.controls(),
            all.portalChecks(),
            targets.isEmpty() ? all.targets() : targets);
    Plan.ProxyChoice proxy =
        // This process still has the variables that new sessions will not have.
        step.id().equals("disable-dead-proxy")
            ? new Plan.ProxyChoice(Plan.ProxyChoice.Kind.NONE, "")
            : plan.proxy();
    Plan.Stages stages = plan.stages();
    return new Plan(
        catalog,
        plan.resolvers(),
        plan.families(),
        proxy,
        plan.trust(),
        plan.limits(),
        new Plan.Stages(
            stages.capture(),
            false,
            stages.load(),
            stages.captureInterface(),
            stages.farEnd(),
            stages.secureDns()));
  }
}
