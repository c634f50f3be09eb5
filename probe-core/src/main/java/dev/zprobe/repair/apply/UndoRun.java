package dev.zprobe.repair.apply;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes a repair back by its record, and checks that everything is as it was. */
public final class UndoRun {
  private final Programs programs;
  private final InstantSource clock;

  public UndoRun(Programs programs, InstantSource clock) {
    this.programs = programs;
    this.clock = clock;
  }

  /** What somebody changed since the repair, one per line; putting it back would lose that. */
  public List<String> changedSince(RepairRecord record) throws IOException {
    List<String> changed = new ArrayList<>();
    if (record.state() == RepairRecord.State.BEGUN) {
      return changed; // it was killed in the midst, so nobody knows how it left things
    }
    Keeper keeper = new Keeper(programs, record);
    for (Kept kept : record.kept()) {
      boolean comesBack = !kept.file().isEmpty() || !kept.restore().isEmpty();
      if (comesBack && kept.isChecked() && !isKnown(keeper, kept)) {
        changed.add(kept.name());
      }
    }
    return changed;
  }

  /** As it was before the repair, or as the repair left it. */
  private static boolean isKnown(Keeper keeper, Kept kept) throws IOException {
    String now = keeper.now(kept);
    return now.equals(kept.after()) || now.equals(kept.digest());
  }

  /**
   * @param end the state to leave the record in
   * @return what did not work, in one line; empty when all is as it was
   * @throws IOException when the record cannot be written
   */
  public String takeBack(RepairRecord record, RepairRecord.State end) throws IOException {
    List<String> troubles = new ArrayList<>();
    // Not every command may have run, so what takes it back may have nothing to do.
    boolean partly =
        record.state() == RepairRecord.State.FAILED || record.state() == RepairRecord.State.BEGUN;
    List<Kept> judged = judged(record, partly);
    for (List<String> line : record.undo()) {
      run(record, line, partly ? new ArrayList<>() : troubles);
    }
    List<Kept> reversed = new ArrayList<>(record.kept());
    Collections.reverse(reversed);
    Keeper keeper = new Keeper(programs, record);
    for (Kept kept : reversed) {
      if (!kept.restore().isEmpty()) {
        run(record, kept.restore(), troubles);
      }
      if (!kept.file().isEmpty()) {
        try {
          keeper.putBack(kept);
        } catch (IOException | InvalidPathException refused) {
          troubles.add(kept.file() + " was not put back: " + refused.getMessage());
        }
      }
    }
    for (Kept kept : judged) {
      if (!keeper.now(kept).equals(kept.digest())) {
        troubles.add(kept.name() + " is not as it was");
      }
    }
    record.note("undoneAt", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    if (troubles.isEmpty()) {
      record.state(end);
    }
    record.save();
    return String.join("; ", troubles);
  }

  /** What has to be as it was; a list that somebody else has changed meanwhile cannot be. */
  private List<Kept> judged(RepairRecord record, boolean partly) throws IOException {
    Keeper keeper = new Keeper(programs, record);
    List<Kept> judged = new ArrayList<>();
    for (Kept kept : record.kept()) {
      boolean comesBack = !kept.file().isEmpty() || !kept.restore().isEmpty();
      if (kept.isChecked() && (comesBack || partly || isKnown(keeper, kept))) {
        judged.add(kept);
      }
    }
    return judged;
  }

  private void run(RepairRecord record, List<String> line, List<String> troubles) {
    Programs.Ran ran = programs.run(line);
    record.ran("undone", line, ran);
    if (!ran.ok()) {
      troubles.add("\"" + String.join(" ", line) + "\" does not work");
    }
  }
}
