package dev.zprobe.cli.watch;

import dev.zprobe.cli.render.ComparisonText;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.render.Palette;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.ReportView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A round that brought news, in a few lines. */
public final class RoundText {
  private final Palette palette;
  private final ComparisonText text;

  public RoundText(Palette palette, int width) {
    this.palette = palette;
    this.text = new ComparisonText(palette, width, false);
  }

  /** Lines without line ends. */
  public List<String> lines(Round round) {
    ReportView report = round.report();
    Instant second = round.started().truncatedTo(ChronoUnit.SECONDS);
    List<String> lines = new ArrayList<>();
    String status = report.status().name().toUpperCase(Locale.ROOT);
    lines.add(
        second
            + "  round "
            + round.number()
            + "  "
            + palette.paint(Palette.Tone.STRONG, status)
            + "  "
            + Inert.text(report.run().summary()));
    round.change().ifPresent(change -> lines.addAll(changes(change)));
    return lines;
  }

  private List<String> changes(Comparison change) {
    return text.changes(Changes.targets(change), Changes.findings(change));
  }
}
