package dev.zprobe.cli.render;

import dev.zprobe.probe.host.DoctorCheck;
import java.util.ArrayList;
import java.util.List;

/** The checks of this machine as a table, and below it one line per lack. */
public final class DoctorText {
  private final Palette palette;

  public DoctorText(Palette palette) {
    this.palette = palette;
  }

  /**
   * @param lacksOnly without the table
   */
  public List<String> lines(List<DoctorCheck> checks, boolean lacksOnly) {
    Table table = new Table(palette);
    checks.forEach(check -> table.add(row(check)));
    List<String> lines = new ArrayList<>(lacksOnly ? List.of() : table.lines(""));
    List<DoctorCheck> lacks =
        checks.stream().filter(each -> each.state() != DoctorCheck.State.FINE).toList();
    if (!lacksOnly) {
      lines.add("");
      lines.add(lacks.isEmpty() ? "nothing is missing" : "missing:");
    }
    lacks.forEach(each -> lines.add(lack(each)));
    return lines;
  }

  private static List<Cell> row(DoctorCheck check) {
    Cell state =
        switch (check.state()) {
          case FINE -> new Cell(Palette.Tone.GOOD, "ok");
          case LACKING -> new Cell(Palette.Tone.WARNING, "lacking");
          case BROKEN -> new Cell(Palette.Tone.BAD, "broken");
        };
    return List.of(
        new Cell(Palette.Tone.STRONG, check.id()),
        state,
        new Cell(Palette.Tone.NORMAL, Inert.text(check.found())));
  }

  private static String lack(DoctorCheck check) {
    String remedy =
        check.mend().isEmpty()
            ? check.advice()
            : check.advice().isEmpty()
                ? String.join(" ", check.mend())
                : String.join(" ", check.mend()) + " (" + check.advice() + ")";
    return Inert.text(
        "  " + check.id() + ": " + remedy + "  (lost without it: " + check.loses() + ")");
  }
}
