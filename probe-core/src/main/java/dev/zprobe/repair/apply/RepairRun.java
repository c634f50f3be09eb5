package dev.zprobe.repair.apply;

import dev.zprobe.repair.Platform;
import dev.zprobe.repair.RepairPlan;
import dev.zprobe.repair.Saved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Does one step: looks, keeps, runs, writes down. A step that fails is taken back at once. */
public final class RepairRun {
  private final Programs programs;
  private final InstantSource clock;

  public RepairRun(Programs programs, InstantSource clock) {
    this.programs = programs;
    this.clock = clock;
  }

  /**
   * @param trouble one sentence; empty when every command worked
   */
  public record Outcome(RepairRecord record, String trouble) {
    public boolean ok() {
      return trouble.isEmpty();
    }
  }

  /**
   * @param directory of the record; the step's templates were filled with it
   * @param reason why it is done although nothing justifies it; empty when something does
   * @throws IOException when not even the record can be written; then nothing was changed
   */
  public Outcome apply(RepairPlan.Step step, Platform platform, Path directory, String reason)
      throws IOException {
    Files.createDirectories(directory);
    String begun = now().toString();
    RepairRecord record = RepairRecord.begin(directory, step.id(), platform, begun);
    record.findings(step.findings());
    if (!reason.isEmpty()) {
      record.note("forced", reason);
    }
    record.save();
    for (List<String> line : step.work().before()) {
      record.ran("looked", line, programs.run(line));
    }
    Keeper keeper = new Keeper(programs, record);
    record.undo(step.work().undo());
    String trouble = keep(step.work().saved(), keeper, record);
    if (trouble.isEmpty()) {
      trouble = change(step.work().commands(), record);
    }
    return trouble.isEmpty() ? done(record, keeper) : failed(record, trouble);
  }

  private static String keep(List<Saved> saved, Keeper keeper, RepairRecord record)
      throws IOException {
    List<Kept> kept = new ArrayList<>();
    for (Saved each : saved) {
      try {
        kept.add(keeper.keep(each, kept.size() + 1));
      } catch (IOException refused) {
        return "nothing was changed, because not all could be kept: " + refused.getMessage();
      } finally {
        record.kept(kept);
        record.save();
      }
    }
    return "";
  }

  private String change(List<RepairPlan.Command> commands, RepairRecord record) throws IOException {
    boolean any = false;
    for (RepairPlan.Command command : commands) {
      if (isDoneByKeeping(command.line(), record)) {
        any = true;
        continue;
      }
      Programs.Ran ran = programs.run(command.line());
      record.ran("commands", command.line(), ran);
      record.save();
      if (!ran.ok() && !command.optional()) {
        return "\""
            + String.join(" ", command.line())
            + "\" "
            + (ran.started() ? "failed: " + firstLine(ran.output()) : "is not on this machine");
      }
      any |= ran.ok();
    }
    return any ? "" : "none of the programs that could do it is here and works";
  }

  /** A directory that was to be deleted lies in the record already. */
  private static boolean isDoneByKeeping(List<String> line, RepairRecord record) {
    String last = line.get(line.size() - 1);
    boolean removes = line.get(0).equals("rm") || line.contains("rmdir");
    return removes
        && record.kept().stream()
            .filter(kept -> kept.form() != Kept.Form.FILE)
            .anyMatch(kept -> kept.file().equals(last));
  }

  private static Outcome done(RepairRecord record, Keeper keeper) throws IOException {
    List<Kept> kept = new ArrayList<>();
    for (Kept each : record.kept()) {
      kept.add(each.withAfter(keeper.now(each)));
    }
    record.kept(kept);
    record.state(RepairRecord.State.DONE);
    record.save();
    return new Outcome(record, "");
  }

  private Outcome failed(RepairRecord record, String trouble) throws IOException {
    record.note("trouble", trouble);
    record.state(RepairRecord.State.FAILED);
    record.save();
    String left = new UndoRun(programs, clock).takeBack(record, RepairRecord.State.FAILED);
    return new Outcome(record, trouble + (left.isEmpty() ? "" : "; taking it back: " + left));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static String firstLine(String output) {
    return output.strip().lines().findFirst().orElse("no word why");
  }
}
