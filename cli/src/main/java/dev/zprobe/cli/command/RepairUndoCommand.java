package dev.zprobe.cli.command;

import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.CommandText;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.repair.Platform;
import dev.zprobe.repair.apply.BookCheck;
import dev.zprobe.repair.apply.RepairRecord;
import dev.zprobe.repair.apply.SystemPrograms;
import dev.zprobe.repair.apply.ThisMachine;
import dev.zprobe.repair.apply.UndoRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts everything back as it was before a repair. */
@Command(name = "undo", description = "Take a repair back by its record.")
final class RepairUndoCommand implements Callable<Integer> {
  private final Console console;
  private final SystemPrograms programs = new SystemPrograms();

  @Mixin private GlobalOptions options;

  @Parameters(paramLabel = "RECORD", description = "The directory that repair apply named.")
  private Path place;

  @Option(
      names = "--force",
      paramLabel = "REASON",
      description = "Put back what was kept although it was changed since.")
  private String reason = "";

  RepairUndoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RepairRecord record = read();
    Platform platform = Platform.ofThisMachine();
    ThisMachine machine =
        new ThisMachine(programs, console.environment(), Path.of(System.getProperty("user.home")));
    demandSound(record, platform, machine);
    if (record.state() == RepairRecord.State.UNDONE
        || record.state() == RepairRecord.State.ROLLED_BACK) {
      say("already taken back: " + record.step());
      return ExitCode.HEALTHY.number();
    }
    try {
      UndoRun undo = new UndoRun(programs, InstantSource.system());
      List<String> changed = undo.changedSince(record);
      if (!changed.isEmpty() && reason.isBlank()) {
        throw Refusal.usage(
            "changed since by somebody else: "
                + String.join(", ", changed)
                + "; --force REASON puts back what was kept all the same");
      }
      String left = undo.takeBack(record, RepairRecord.State.UNDONE);
      if (options.json()) {
        JsonText.write(record.tree(), console.out());
        return (left.isEmpty() ? ExitCode.HEALTHY : ExitCode.FOUND).number();
      }
      say(left.isEmpty() ? record.step() + ": taken back, everything is as it was" : left);
      return (left.isEmpty() ? ExitCode.HEALTHY : ExitCode.FOUND).number();
    } catch (IOException refused) {
      throw Refusal.environment(
          place
              + " cannot be used ("
              + FileTrouble.words(refused)
              + "); run "
              + CommandText.of(
                  platform, List.of("sudo", "zprobe", "repair", "undo", place.toString())));
    }
  }

  private RepairRecord read() {
    try {
      return RepairRecord.read(place);
    } catch (IOException unusable) {
      throw Refusal.usage(
          unusable.getMessage() + "; name the directory that \"repair apply\" named");
    }
  }

  private void demandSound(RepairRecord record, Platform platform, ThisMachine machine) {
    if (!record.platform().equals(platform.text())) {
      throw Refusal.usage(place + " is the record of another system: " + record.platform());
    }
    List<String> strangers = BookCheck.strangers(record, platform, machine);
    if (!strangers.isEmpty()) {
      throw Refusal.usage(
          place
              + " holds what no repair of this book writes: "
              + strangers.get(0)
              + "; nothing was done");
    }
  }

  private void say(String line) {
    console.out().println(Inert.text(line));
  }
}
