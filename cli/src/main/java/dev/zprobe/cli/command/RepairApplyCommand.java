package dev.zprobe.cli.command;

import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.option.OutputOptions;
import dev.zprobe.cli.option.RunOptions;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries out what the findings justify: kept, written down, tested again, taken back if worse. */
@Command(
    name = "apply",
    description =
        "Do the repairs that the findings justify. Without --yes each is asked for; where nobody"
            + " can be asked, it only says what it would do.")
final class RepairApplyCommand implements Callable<Integer> {
  private final Console console;
  private final Pipeline pipeline;

  @Spec private CommandSpec spec;
  @Mixin private GlobalOptions options;
  @Mixin private RunOptions what;
  @Mixin private OutputOptions output;

  @Parameters(
      arity = "0..1",
      paramLabel = "BUNDLE",
      description = "Bundle (directory or zip); without one, run first.")
  private Path source;

  @Option(names = "--step", paramLabel = "ID", description = "Only this step. (repeatable)")
  private List<String> steps = new ArrayList<>();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--force",
      paramLabel = "REASON",
      description = "Do a step that no finding justifies; the reason is recorded.")
  private String reason = "";

  RepairApplyCommand(Console console, Pipeline pipeline) {
    this.console = console;
    this.pipeline = pipeline;
  }

  @Override
  public Integer call() {
    RepairSource read =
        source == null
            ? RepairSource.fresh(console, pipeline, new RepairSource.Wanted(what, output, options))
            : RepairSource.read(source, spec);
    RepairSession session =
        new RepairSession(
            new RepairSession.Tools(console, pipeline, options, Consent.atTerminal(console)),
            read,
            new RepairSession.Wish(steps, yes, reason.strip()));
    ExitCode code = session.carryOut();
    return code.number();
  }
}
