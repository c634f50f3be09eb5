package dev.zprobe.cli.command;

import dev.zprobe.cli.shell.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The repairs that a diagnosis justifies. */
@Command(
    name = "repair",
    description = "Plan, apply or undo the repairs that the findings justify.",
    synopsisSubcommandLabel = "plan|apply|undo")
public final class RepairCommand implements Runnable {
  @Spec private CommandSpec spec;

  private RepairCommand() {}

  /** The verb with its own verbs. */
  public static CommandLine commandLine(Console console, Pipeline pipeline) {
    return new CommandLine(new RepairCommand())
        .addSubcommand(new RepairPlanCommand(console, pipeline))
        .addSubcommand(new RepairApplyCommand(console, pipeline))
        .addSubcommand(new RepairUndoCommand(console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "plan, apply or undo is missing");
  }
}
