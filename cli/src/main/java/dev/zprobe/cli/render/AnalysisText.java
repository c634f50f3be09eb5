package dev.zprobe.cli.render;

import dev.zprobe.capture.analyze.CaptureAnalysis;
import dev.zprobe.capture.analyze.FlowLadder;
import dev.zprobe.capture.analyze.FlowTable;
import dev.zprobe.capture.flow.CaptureTotals;
import dev.zprobe.capture.source.Damage;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was found in capture files: the verdict, the handshakes that failed, the findings. */
public final class AnalysisText {
  private static final int MOST_ROWS = 40;
  private static final int LONGEST_NAME = 24;

  private final Palette palette;
  private final int width;
  private final boolean everything;
  private final boolean zoomOnly;

  public AnalysisText(Palette palette, int width, boolean everything, boolean zoomOnly) {
    this.palette = palette;
    this.width = width;
    this.everything = everything;
    this.zoomOnly = zoomOnly;
  }

  /** Where a file broke off, in one line. */
  public static String damage(String name, Damage damage) {
    return Inert.text(
        "zprobe: %s breaks off at frame %d, byte %d: %s; analysed up to there"
            .formatted(name, damage.atFrame(), damage.offset(), damage.what()));
  }

  /** One flow, frame by frame. */
  public static List<String> ladder(FlowLadder ladder) {
    List<String> lines = new ArrayList<>();
    lines.add(Inert.text(ladder.title()));
    for (FlowLadder.Rung rung : ladder.rungs()) {
      lines.add(
          "  %8d  %12.3f ms  %s  %s"
              .formatted(
                  rung.frame(),
                  rung.afterMs(),
                  rung.outgoing() ? "--->" : "<---",
                  Inert.text(rung.what())));
    }
    if (!ladder.ending().isEmpty()) {
      lines.add("  %8s  %15s  - X -  %s".formatted("", "", Inert.text(ladder.ending())));
    }
    return lines;
  }

  /** The verdict with the count of handshakes. */
  public List<String> verdict(Diagnosis diagnosis, FlowTable table) {
    List<String> lines =
        new ArrayList<>(
            new TerminalReport(palette, width, everything).verdict(diagnosis.verdict()));
    // Joined: the first use of a format loads what Java knows of locales.
    lines.add(
        "  "
            + table.complete()
            + " handshakes complete, "
            + table.failed()
            + " not"
            + (table.undecided() > 0 ? ", " + table.undecided() + " not to be told; " : "; ")
            + table.ofService()
            + " of the service's flows");
    return lines;
  }

  public List<String> lines(Diagnosis diagnosis, CaptureAnalysis analysis) {
    List<String> lines = verdict(diagnosis, analysis.table());
    CaptureTotals totals = analysis.totals();
    lines.add(
        "  "
            + totals.lastFrame()
            + " frames, "
            + totals.flows()
            + " flows"
            + (totals.truncated() > 0 ? ", " + totals.truncated() + " frames cut short" : "")
            + (totals.shedFlows() > 0
                ? ", " + totals.shedFlows() + " flows shed for want of memory"
                : ""));
    table(lines, analysis.table());
    FindingText text = new FindingText(palette, width);
    for (Diagnosis.Filed filed : diagnosis.findings()) {
      if (everything || filed.finding().judgement().severity() != Severity.NOTE) {
        lines.add("");
        lines.addAll(text.lines(filed));
      }
    }
    return lines;
  }

  private void table(List<String> lines, FlowTable flows) {
    List<FlowTable.Row> rows =
        flows.rows().stream().filter(row -> !zoomOnly || !row.ends().zoom().isEmpty()).toList();
    if (rows.isEmpty()) {
      return;
    }
    Table table = new Table(palette);
    List<Cell> head = new ArrayList<>();
    for (String title :
        List.of(
            "flow", "from > to", "handshake", "last seen", "missing", "ended", "frames", "zoom")) {
      head.add(new Cell(Palette.Tone.FAINT, title));
    }
    table.add(head);
    int most = everything ? rows.size() : Math.min(MOST_ROWS, rows.size());
    rows.subList(0, most).forEach(row -> table.add(cells(row)));
    lines.add("");
    lines.addAll(table.lines("  "));
    long wanted = flows.wanted(zoomOnly);
    if (most < wanted) {
      String way = everything ? "--flows FILE for all" : "--verbose, or --flows FILE for all";
      lines.add("  and " + (wanted - most) + " more (" + way + ")");
    }
  }

  private static List<Cell> cells(FlowTable.Row row) {
    Palette.Tone tone = row.complete() ? Palette.Tone.GOOD : Palette.Tone.BAD;
    String state = row.protocol() + (row.complete() ? " complete" : " incomplete");
    String frames =
        row.ends().frames().stream().limit(6).map(String::valueOf).collect(Collectors.joining(","));
    return List.of(
        new Cell(Palette.Tone.NORMAL, String.valueOf(row.number())),
        new Cell(Palette.Tone.NORMAL, row.endpoints()),
        new Cell(tone, state),
        new Cell(Palette.Tone.NORMAL, Inert.text(row.lastSeen(), LONGEST_NAME)),
        new Cell(tone, Inert.text(row.missing(), LONGEST_NAME)),
        new Cell(Palette.Tone.NORMAL, Inert.text(row.ends().endedBy(), LONGEST_NAME)),
        new Cell(Palette.Tone.FAINT, frames),
        new Cell(Palette.Tone.FAINT, String.join(",", row.ends().zoom())));
  }
}
