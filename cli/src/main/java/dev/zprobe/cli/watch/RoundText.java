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
    List<String> lines = new ArrayList<>();
    lines.add(verdict(round));
    round.change().ifPresent(change -> lines.addAll(changes(change)));
    return lines;
  }

  /** The first of them: when, which round, and how it stands. */
  public String verdict(Round round) {
    ReportView report = round.report();
    Instant second = round.started().truncatedTo(ChronoUnit.SECONDS);
    String status = report.status().name().toUpperCase(Locale.ROOT);
    return second
        + "  round "
        + round.number()
        + "  "
        + palette.paint(Palette.Tone.STRONG, status)
        + "  "
        + Inert.text(report.run().summary());
  }

  private List<String> changes(Comparison change) {
    return text.changes(Changes.targets(change), Changes.findings(change));
  }
}
