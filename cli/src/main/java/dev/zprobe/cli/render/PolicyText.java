package dev.zprobe.cli.render;

import dev.zprobe.compare.PolicyCheck;
import dev.zprobe.compare.PolicyCheck.Result;
import java.util.ArrayList;
import java.util.List;

/** Whether a policy holds, and where not. */
public final class PolicyText {
  private final Palette palette;

  public PolicyText(Palette palette) {
    this.palette = palette;
  }

  /** Lines without line ends. */
  public List<String> lines(PolicyCheck check) {
    List<String> lines = new ArrayList<>();
    long wrong = check.results().stream().filter(each -> !each.asExpected()).count();
    String counts =
        "%d of %d as expected, %d of the run in no row"
            .formatted(check.results().size() - wrong, check.results().size(), check.unnamed());
    lines.add(
        palette.paint(
                check.holds() ? Palette.Tone.GOOD : Palette.Tone.BAD,
                check.holds() ? "POLICY HOLDS" : "POLICY DOES NOT HOLD")
            + "  "
            + counts);
    Table table = new Table(palette);
    check.results().stream()
        .filter(each -> !each.asExpected())
        .forEach(each -> table.add(row(each)));
    lines.addAll(table.lines("  "));
    return lines;
  }

  private static List<Cell> row(Result result) {
    String target = result.endpoint().map(view -> view.key().target()).orElse("-");
    String place = result.endpoint().map(view -> view.key().place()).orElse("-");
    String frames = result.endpoint().map(view -> ComparisonText.frames(view.frames())).orElse("");
    return List.of(
        new Cell(Palette.Tone.FAINT, result.row().name()),
        new Cell(Palette.Tone.STRONG, Inert.text(target, 28)),
        new Cell(Palette.Tone.NORMAL, Inert.text(place)),
        new Cell(Palette.Tone.BAD, Inert.text(result.complaint() + frames)));
  }
}
