package dev.zprobe.cli.render;

import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.Stage;
import dev.zprobe.evidence.EvidenceBundle;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.traffic.CaptureReport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What an engineer reads in ten seconds: the verdict, how far each target came, and why. */
public final class TerminalReport {
  private static final int LONGEST_NAME = 28;
  private final Palette palette;
  private final int width;
  private final boolean everything;

  /**
   * @param width of the terminal in characters, at least 40
   * @param everything one row per endpoint, and the notes in full
   */
  public TerminalReport(Palette palette, int width, boolean everything) {
    this.palette = palette;
    this.width = width;
    this.everything = everything;
  }

  /** Lines without line ends. */
  public List<String> lines(EvidenceBundle bundle) {
    List<String> lines = new ArrayList<>(verdict(bundle.diagnosis().verdict()));
    lines.add("");
    lines.addAll(matrix(bundle));
    findings(lines, bundle.diagnosis());
    notTested(lines, bundle);
    return lines;
  }

  /** The verdict sentence with its status in front. */
  public List<String> verdict(Diagnosis.Verdict verdict) {
    String status = verdict.status().text().toUpperCase(Locale.ROOT);
    String blame = verdict.blame().map(who -> " (blame: " + who.text() + ")").orElse("");
    List<String> lines = Wrap.lines(Inert.text(verdict.summary() + blame), width - 2);
    List<String> painted = new ArrayList<>();
    painted.add(
        palette.paint(tone(verdict.status()), status)
            + palette.paint(
                Palette.Tone.FAINT,
                "  error 104103: " + verdict.error104103().text().replace('-', ' ')));
    lines.forEach(line -> painted.add("  " + palette.paint(Palette.Tone.STRONG, line)));
    return painted;
  }

  private static Palette.Tone tone(Diagnosis.Status status) {
    return switch (status) {
      case HEALTHY -> Palette.Tone.GOOD;
      case DEGRADED, INCONCLUSIVE -> Palette.Tone.WARNING;
      case BLOCKED -> Palette.Tone.BAD;
    };
  }

  private List<String> matrix(EvidenceBundle bundle) {
    Matrix matrix = new Matrix(bundle.seen(), bundle.diagnosis());
    List<MatrixRow> rows = everything ? matrix.rows() : matrix.brief();
    Set<Stage> stages = EnumSet.noneOf(Stage.class);
    rows.forEach(row -> stages.addAll(row.cells().keySet()));
    Table table = new Table(palette);
    List<Cell> head = new ArrayList<>();
    for (String title : List.of("target", "address", "port")) {
      head.add(new Cell(Palette.Tone.FAINT, title));
    }
    stages.forEach(stage -> head.add(new Cell(Palette.Tone.FAINT, stage.text())));
    head.add(new Cell(Palette.Tone.FAINT, "state"));
    table.add(head);
    String before = "";
    for (MatrixRow row : rows) {
      table.add(cells(row, stages, row.target().equals(before)));
      before = row.target();
    }
    return table.lines("  ");
  }

  private List<Cell> cells(MatrixRow row, Set<Stage> stages, boolean repeated) {
    List<Cell> cells = new ArrayList<>();
    String name = repeated ? "" : Inert.text(row.target(), LONGEST_NAME);
    cells.add(new Cell(Palette.Tone.STRONG, name));
    cells.add(new Cell(Palette.Tone.NORMAL, row.place()));
    cells.add(new Cell(Palette.Tone.NORMAL, row.portText()));
    for (Stage stage : stages) {
      Cell cell = row.cells().getOrDefault(stage, Cell.EMPTY);
      cells.add(row.single() ? cell : new Cell(cell.tone(), cell.group()));
    }
    cells.add(new Cell(tone(row.state()), row.state().text().replace('-', ' ')));
    return cells;
  }

  private static Palette.Tone tone(Diagnosis.State state) {
    return switch (state) {
      case OPEN -> Palette.Tone.GOOD;
      case OPEN_OR_FILTERED, NOT_TESTED -> Palette.Tone.WARNING;
      case CLOSED, REJECTED, FILTERED, ALTERED -> Palette.Tone.BAD;
    };
  }

  private void findings(List<String> lines, Diagnosis diagnosis) {
    FindingText text = new FindingText(palette, width);
    for (Diagnosis.Filed filed : diagnosis.findings()) {
      if (everything || filed.finding().judgement().severity() != Severity.NOTE) {
        lines.add("");
        lines.addAll(text.lines(filed));
      }
    }
    List<String> notes =
        diagnosis.findings().stream()
            .filter(filed -> filed.finding().judgement().severity() == Severity.NOTE)
            .map(filed -> filed.id() + " " + filed.finding().cause().id())
            .toList();
    if (!everything && !notes.isEmpty()) {
      lines.add("");
      lines.add("  notes (in full with --verbose): " + String.join(", ", notes));
    }
  }

  private void notTested(List<String> lines, EvidenceBundle bundle) {
    List<Observation> left =
        bundle.seen().all().stream()
            .filter(each -> each.failedWith(FailureCode.NOT_TESTED))
            .toList();
    if (!left.isEmpty()) {
      String targets =
          left.stream().map(Observation::target).distinct().collect(Collectors.joining(", "));
      lines.add("");
      paragraph(lines, left.size() + " steps were not tested for lack of time: " + targets);
    }
    CaptureReport capture = bundle.capture();
    if (!capture.live()) {
      lines.add("");
      paragraph(lines, "no capture: " + capture.reason());
    } else if (capture.dropped() > 0) {
      lines.add("");
      paragraph(
          lines,
          "the kernel dropped "
              + capture.dropped()
              + " frames of the capture: what is missing there proves nothing");
    }
  }

  private void paragraph(List<String> lines, String text) {
    Wrap.lines(Inert.text(text), width - 2).forEach(line -> lines.add("  " + line));
  }
}
