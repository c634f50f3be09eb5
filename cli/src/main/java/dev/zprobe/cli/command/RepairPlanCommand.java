package dev.zprobe.cli.command;

import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.option.RunOptions;
import dev.zprobe.cli.render.RepairText;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.repair.Platform;
import dev.zprobe.repair.RepairBook;
import dev.zprobe.repair.RepairPlan;
import dev.zprobe.repair.RepairPlanJson;
import dev.zprobe.repair.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the findings of a bundle, or of a run made now, justify. Changes nothing. */
@Command(
    name = "plan",
    description = "Print the repairs that the findings justify, and those that would not help.")
final class RepairPlanCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;

  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions options;
  @Mixin private RunOptions what;
  @Mixin private OutputOptions output;

  @Parameters(
      arity = "0..1",
      paramLabel = "BUNDLE|REPORT",
      description = "Bundle (directory or zip) or report; without one, run first.")
  private Path source;

  @Option(
      names = "--platform",
      paramLabel = "linux|macos|windows",
      description = "The system to plan for (default: this machine's).")
  private String platform;

  RepairPlanCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    Platform chosen = platform();
    RepairSource read =
        source == null
            ? RepairSource.fresh(console, pipeline, new RepairSource.Wanted(what, output, options))
            : RepairSource.read(source, spec);
    RepairPlan plan =
        RepairBook.builtIn().planFor(read.situation(), Surroundings.elsewhere(chosen));
    if (options.json()) {
      try {
        JsonText.write(RepairPlanJson.of(plan), console.out());
      } catch (IOException closed) {
        throw Refusal.environment("standard output does not take the plan");
      }
    } else {
      new RepairText(options.palette(console), console.width(), options.verbose())
          .lines(plan)
          .forEach(console.out()::println);
    }
    return ExitCode.HEALTHY.number();
  }

  private Platform platform() {
    return platform == null
        ? Platform.ofThisMachine()
        : Platform.parse(platform)
            .orElseThrow(
                () ->
                    Refusal.usage(
                        "--platform \""
                            + platform
                            + "\" is unknown; choose linux, macos or windows"));
  }
}
