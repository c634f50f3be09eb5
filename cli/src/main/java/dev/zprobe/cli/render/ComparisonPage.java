package dev.zprobe.cli.render;

import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.FindingChange;
import dev.zprobe.compare.ReportView;
import dev.zprobe.compare.TargetChange;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A comparison as one page that needs nothing else: no script, no font, no address. */
public final class ComparisonPage {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--rule:#ccc;--bad:#a40000;--good:#1c6b2a;--warning:#7a5200;--faint:#555}
      @media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--rule:#8f8f8f;--bad:#ff9a94;--good:#7fdb95;--warning:#f0c060;--faint:#b0b0b0}}
      body{font:15px/1.45 sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:var(--ink);background:var(--paper)}
      table{border-collapse:collapse;width:100%;margin:1em 0}th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid var(--rule);vertical-align:top}
      td,p{overflow-wrap:anywhere}
      .bad{color:var(--bad);font-weight:bold}.good{color:var(--good);font-weight:bold}.warning{color:var(--warning);font-weight:bold}.faint,.normal{color:var(--faint)}
      @media(min-width:50em){td:first-child{white-space:nowrap}}
      """;

  private ComparisonPage() {}

  public static String of(Comparison comparison) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head>");
    page.append("<meta charset=\"utf-8\">");
    page.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    page.append("<title>zprobe comparison</title><style>");
    page.append(STYLE).append("</style></head><body><main>\n");
    page.append("<h1 class=\"")
        .append(comparison.worse() ? "bad\">Worse" : "good\">Not worse")
        .append("</h1>\n<p>")
        .append(text(comparison.summary()))
        .append(
            "</p>\n<table><tr><th>run</th><th>verdict</th><th>started</th><th>file</th></tr>\n");
    run(page, "before", comparison.before());
    run(page, "after", comparison.after());
    page.append("</table>\n<h2>Targets</h2>\n<table><tr><th>change</th><th>target</th>");
    page.append("<th>endpoint</th><th>before</th><th>after</th></tr>\n");
    comparison.targets().stream()
        .sorted(Comparator.comparing(TargetChange::kind))
        .forEach(change -> row(page, change));
    page.append("</table>\n");
    findings(page, comparison.findings());
    return page.append("</main></body></html>\n").toString();
  }

  private static void run(StringBuilder page, String which, ReportView view) {
    cells(
        page,
        List.of(
            which,
            view.status().name().toLowerCase(Locale.ROOT),
            view.run().started(),
            view.run().origin()));
  }

  private static void row(StringBuilder page, TargetChange change) {
    page.append("<tr><td class=\"")
        .append(ComparisonText.tone(change.kind()).name().toLowerCase(Locale.ROOT))
        .append("\">")
        .append(change.kind().id().replace('-', ' '))
        .append("</td>");
    for (String cell :
        List.of(
            change.key().target(),
            change.key().place(),
            side(change.before()),
            side(change.after()))) {
      page.append("<td>").append(text(cell)).append("</td>");
    }
    page.append("</tr>\n");
  }

  private static String side(Optional<EndpointView> view) {
    return ComparisonText.side(view)
        + view.map(seen -> ComparisonText.frames(seen.frames())).orElse("");
  }

  private static void findings(StringBuilder page, List<FindingChange> changes) {
    page.append("<h2>Findings</h2>\n");
    if (changes.isEmpty()) {
      page.append("<p>No finding came, went or changed.</p>\n");
      return;
    }
    page.append("<table><tr><th>change</th><th>cause</th><th>severity</th>");
    page.append("<th>what</th></tr>\n");
    for (FindingChange change : changes) {
      cells(
          page,
          List.of(
              change.kind().id(),
              change.latest().cause(),
              change.latest().severity().text(),
              change.latest().account().summary()
                  + ComparisonText.frames(change.latest().account().frames())));
    }
    page.append("</table>\n");
  }

  private static void cells(StringBuilder page, List<String> cells) {
    page.append("<tr>");
    cells.forEach(cell -> page.append("<td>").append(text(cell)).append("</td>"));
    page.append("</tr>\n");
  }

  private static String text(String raw) {
    return JUnitXml.text(Inert.text(raw));
  }
}
