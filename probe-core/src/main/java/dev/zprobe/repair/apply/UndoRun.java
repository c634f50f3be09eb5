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
    Keeper keeper = new Keeper(programs, record);
    List<String> changed = new ArrayList<>();
    for (Kept kept : record.kept()) {
      String now = keeper.now(kept);
      boolean known = now.equals(kept.after()) || now.equals(kept.digest());
      if (!known && kept.form() != Kept.Form.OUTPUT && kept.form() != Kept.Form.DIRECTORY) {
        changed.add(kept.name());
      }
    }
    return changed;
  }

  /**
   * @param end the state to leave the record in
   * @return what did not work, in one line; empty when all is as it was
   * @throws IOException when the record cannot be written
   */
  public String takeBack(RepairRecord record, RepairRecord.State end) throws IOException {
    List<String> troubles = new ArrayList<>();
    boolean failedBefore = record.state() == RepairRecord.State.FAILED;
    for (List<String> line : record.undo()) {
      run(record, line, failedBefore ? new ArrayList<>() : troubles);
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
    for (Kept kept : reversed) {
      boolean checked = kept.form() == Kept.Form.FILE || kept.form() == Kept.Form.STABLE_OUTPUT;
      if (checked && !keeper.now(kept).equals(kept.digest())) {
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

  private void run(RepairRecord record, List<String> line, List<String> troubles) {
    Programs.Ran ran = programs.run(line);
    record.ran("undone", line, ran);
    if (!ran.ok()) {
      troubles.add("\"" + String.join(" ", line) + "\" does not work");
    }
  }
}
