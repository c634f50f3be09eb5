package dev.zprobe.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report for a ticket, in the Markdown that trackers share. Made of the JSON report alone;
 * whatever a peer sent stands in it as plain text.
 */
public final class MarkdownReport {
  private static final int MOST_ROWS = 60;
  private static final int MOST_FRAMES = 12;
  private static final String SPECIAL = "\\`*_{}[]<>#|~";

  private final StringBuilder out = new StringBuilder();
  private final JsonNode report;

  private MarkdownReport(JsonNode report) {
    this.report = report;
  }

  /** The whole text, ending in a line feed. */
  public static String of(JsonNode report) {
    MarkdownReport made = new MarkdownReport(report);
    made.verdict();
    made.findings();
    made.targets();
    made.repairs();
    made.about();
    return made.out.toString();
  }

  private void verdict() {
    JsonNode verdict = report.path("verdict");
    line(
        "# zprobe: %s"
            .formatted(plain(verdict.path("status").asText("").toUpperCase(Locale.ROOT))));
    line("");
    line("**%s**".formatted(plain(verdict.path("summary").asText(""))));
    line("");
    line(
        "Error 104103: %s. Blame: %s."
            .formatted(
                plain(verdict.path("error104103").asText("").replace('-', ' ')),
                plain(verdict.path("blame").asText("nobody"))));
  }

  private void findings() {
    for (JsonNode finding : report.path("findings")) {
      line("");
      line("## %s %s".formatted(id(finding), plain(finding.path("cause").asText(""))));
      line("");
      line("%s".formatted(plain(finding.path("summary").asText(""))));
      line("");
      line(
          "%s, %s, blame: %s"
              .formatted(
                  plain(finding.path("severity").asText("")),
                  plain(finding.path("confidence").asText("")),
                  plain(finding.path("blame").asText(""))));
      if (finding.has("explainedBy")) {
        line("");
        line("It follows from %s.".formatted(plain(finding.path("explainedBy").asText(""))));
        continue;
      }
      progress(finding);
      for (JsonNode evidence : finding.path("evidence")) {
        line(
            "- %s %s%s: %s"
                .formatted(
                    plain(evidence.path("role").asText("")),
                    plain(evidence.path("observation").asText("")),
                    frames(evidence.path("frames")),
                    plain(evidence.path("statement").asText(""))));
      }
      if (finding.has("decide")) {
        line("- to decide: %s".formatted(plain(finding.path("decide").asText(""))));
      }
    }
  }

  private void progress(JsonNode finding) {
    line("");
    if (finding.has("lastSeen")) {
      line("- last seen: %s".formatted(plain(finding.path("lastSeen").asText(""))));
    }
    if (finding.has("missing")) {
      line("- never came: %s".formatted(plain(finding.path("missing").asText(""))));
    }
    String where = ReportWords.where(finding.path("location"));
    if (!where.isEmpty()) {
      line("- where: %s".formatted(plain(where)));
    }
  }

  private static String frames(JsonNode frames) {
    List<String> numbers = new ArrayList<>();
    frames.forEach(each -> numbers.add(each.asText()));
    if (numbers.isEmpty()) {
      return "";
    }
    String shown = String.join(", ", numbers.subList(0, Math.min(MOST_FRAMES, numbers.size())));
    return ", frames " + shown + (numbers.size() > MOST_FRAMES ? ", ..." : "");
  }

  /** What is not open in full, the rest as a count. */
  private void targets() {
    Map<String, Integer> states = new LinkedHashMap<>();
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode target : report.path("targets")) {
      states.merge(target.path("state").asText(""), 1, Integer::sum);
      if (!target.path("state").asText("").equals("open")) {
        rows.add(target);
      }
    }
    line("");
    line("## Endpoints");
    line("");
    List<String> counts = new ArrayList<>();
    states.forEach((state, count) -> counts.add(count + " " + state.replace('-', ' ')));
    line("%s.".formatted(plain(counts.isEmpty() ? "none" : String.join(", ", counts))));
    if (rows.isEmpty()) {
      return;
    }
    line("");
    line("| target | endpoint | state | why |");
    line("|---|---|---|---|");
    for (JsonNode row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
      line(
          "| %s | %s | %s | %s |"
              .formatted(
                  plain(row.path("id").asText("")),
                  plain(ReportWords.endpoint(row)),
                  plain(row.path("state").asText("")),
                  plain(row.path("reason").asText(""))));
    }
    if (rows.size() > MOST_ROWS) {
      line("");
      line("and %d more, all in report.json.".formatted(rows.size() - MOST_ROWS));
    }
  }

  private void repairs() {
    JsonNode plan = report.path("repairPlan");
    if (plan.path("steps").isEmpty() && plan.path("notRecommended").isEmpty()) {
      return;
    }
    line("");
    line("## Repairs");
    line("");
    for (JsonNode step : plan.path("steps")) {
      line(
          "- **%s** (%s): %s"
              .formatted(
                  plain(step.path("title").asText(step.path("id").asText(""))),
                  plain(step.path("who").asText("").replace('-', ' ')),
                  plain(step.path("why").asText(""))));
      for (JsonNode command : step.path("commands")) {
        line("    - %s".formatted(plain(ReportWords.command(command))));
      }
    }
    for (JsonNode not : plan.path("notRecommended")) {
      line(
          "- not %s: %s"
              .formatted(plain(not.path("id").asText("")), plain(not.path("why").asText(""))));
    }
    String request = plan.path("changeRequest").path("text").asText("");
    if (!request.isEmpty()) {
      line("");
      line("### Change request");
      line("");
      request.lines().forEach(each -> line("> %s  ".formatted(plain(each))));
    }
  }

  private void about() {
    JsonNode run = report.path("run");
    JsonNode capture = report.path("capture");
    line("");
    line("## Run");
    line("");
    line(
        "- id: %s, verb: %s"
            .formatted(plain(run.path("id").asText("")), plain(run.path("command").asText(""))));
    line(
        "- from %s to %s"
            .formatted(plain(run.path("started").asText("")), plain(run.path("ended").asText(""))));
    line(
        "- %s %s on %s"
            .formatted(
                plain(report.path("tool").path("name").asText("")),
                plain(report.path("tool").path("version").asText("")),
                plain(report.path("host").path("os").asText("an unnamed system"))));
    if (capture.path("live").asBoolean()) {
      line(
          "- capture.pcapng: %d frames, %d dropped"
              .formatted(capture.path("frames").asLong(), capture.path("dropped").asLong()));
    } else {
      line("- no capture: %s".formatted(plain(capture.path("reason").asText(""))));
    }
  }

  private String id(JsonNode finding) {
    return plain(finding.path("id").asText(""));
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /** Text that Markdown and HTML leave alone. */
  static String plain(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char each : Inert.text(text).toCharArray()) {
      if (SPECIAL.indexOf(each) >= 0) {
        escaped.append(each == '<' ? "&lt;" : each == '>' ? "&gt;" : "\\" + each);
      } else {
        escaped.append(each);
      }
    }
    return escaped.toString();
  }
}
