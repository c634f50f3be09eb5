package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.cli.render.ReportWords;

/** What to do about it, as the repair plan has it. */
final class Repairs {
  private final JsonNode plan;

  Repairs(JsonNode report) {
    this.plan = report.path("repairPlan");
  }

  /** Nothing where there is no plan. */
  Markup section() {
    Markup out = new Markup();
    if (plan.path("steps").isEmpty() && plan.path("notRecommended").isEmpty()) {
      return out;
    }
    out.begin("section").element("h2", "Repairs");
    for (JsonNode step : plan.path("steps")) {
      step(out, step);
    }
    if (!plan.path("notRecommended").isEmpty()) {
      out.element("h3", "Not recommended").begin("dl");
      for (JsonNode each : plan.path("notRecommended")) {
        Findings.term(out, Words.of(each, "id"), Words.of(each, "why"));
      }
      out.end();
    }
    request(out);
    return out.end().line();
  }

  private static void step(Markup out, JsonNode step) {
    String title = Words.of(step, "title");
    out.begin("article").element("h3", title.isEmpty() ? Words.of(step, "id") : title);
    out.element("p", Words.of(step, "why"));
    for (JsonNode command : step.path("commands")) {
      out.element("pre", ReportWords.command(command));
    }
    out.begin("dl");
    Findings.term(out, "who", Words.spaced(Words.of(step, "who")));
    Findings.term(out, "for", String.join(", ", Words.texts(step.path("findings"))));
    Findings.term(out, "needs privilege", step.path("privileged").asBoolean() ? "yes" : "no");
    Findings.term(out, "loses", Words.of(step, "loses"));
    Findings.term(out, "restart", Words.of(step, "restart"));
    Findings.term(out, "backup", Words.of(step, "backup"));
    for (JsonNode undo : step.path("undo")) {
      Findings.term(out, "undo", ReportWords.command(undo));
    }
    out.end().end();
  }

  private void request(Markup out) {
    JsonNode request = plan.path("changeRequest");
    if (!request.has("text")) {
      return;
    }
    out.element("h3", "Change request");
    lines(out, Words.of(request, "text"));
    for (JsonNode rule : request.path("rules")) {
      out.element("h3", Words.of(rule, "dialect"));
      lines(out, Words.of(rule, "text"));
    }
  }

  /** Line by line: what is inert has no line ends. */
  private static void lines(Markup out, String text) {
    out.begin("pre");
    text.lines().forEach(line -> out.text(line).line());
    out.end();
  }
}
