package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Each finding with its evidence, its ladders and its place on the path. */
final class Findings {
  private static final int MOST_EVIDENCE = 40;
  private static final int MOST_LADDERS = 200;

  private final JsonNode report;
  private final Map<String, JsonNode> observations = new HashMap<>();
  private int ladders;

  Findings(JsonNode report) {
    this.report = report;
    report.path("observations").forEach(each -> observations.put(Words.of(each, "id"), each));
  }

  Markup section() {
    Markup out = new Markup();
    out.begin("section").element("h2", "Findings");
    if (report.path("findings").isEmpty()) {
      out.element("p", "Nothing was found.");
    }
    for (JsonNode finding : report.path("findings")) {
      article(out, finding);
    }
    return out.end().line();
  }

  private void article(Markup out, JsonNode finding) {
    String id = Words.of(finding, "id");
    out.begin("article", "id", anchor(id));
    out.element("h3", id + " " + Words.of(finding, "cause"));
    out.element("p", Words.of(finding, "summary"));
    String severity = Words.of(finding, "severity");
    out.begin("p").element("span", severity, "class", look(severity));
    out.text(
        ", "
            + Words.of(finding, "confidence")
            + ", stage "
            + Words.of(finding, "stage")
            + ", blame: "
            + Words.of(finding, "blame"));
    out.end();
    if (finding.has("explainedBy")) {
      out.element("p", "It follows from " + Words.of(finding, "explainedBy") + ".").end().line();
      return;
    }
    terms(out, finding);
    evidence(out, finding);
    pictures(out, finding);
    out.end().line();
  }

  static String look(String severity) {
    return switch (severity) {
      case "blocking" -> "bad";
      case "degrading" -> "warning";
      default -> "faint";
    };
  }

  static String anchor(String id) {
    return id.matches("[A-Za-z0-9]{1,8}") ? id : "finding";
  }

  private void terms(Markup out, JsonNode finding) {
    out.begin("dl");
    term(out, "last seen", Words.of(finding, "lastSeen"));
    term(out, "never came", Words.of(finding, "missing"));
    term(out, "where", where(finding.path("location")));
    JsonNode scope = finding.path("scope");
    String ports = String.join(", ", Words.texts(scope.path("ports")));
    term(out, "ports", ports.isEmpty() ? "" : ports + "/" + Words.of(scope, "transport"));
    term(out, "addresses", String.join(", ", Words.texts(scope.path("addresses"))));
    term(out, "names", String.join(", ", Words.texts(scope.path("names"))));
    Map<String, String> details = new TreeMap<>();
    finding.path("detail").properties().forEach(each -> details.put(each.getKey(), value(each)));
    details.forEach((key, value) -> term(out, key, value));
    term(out, "to decide", Words.of(finding, "decide"));
    out.end();
  }

  private static String value(Map.Entry<String, JsonNode> detail) {
    JsonNode value = detail.getValue();
    return value.isArray()
        ? String.join(", ", Words.texts(value))
        : value.isObject() ? value.toString() : value.asText();
  }

  private static String where(JsonNode location) {
    String addresses = String.join(", ", Words.texts(location.path("addresses")));
    String kind = Words.of(location, "kind");
    String words =
        switch (kind) {
          case "host" -> "this machine";
          case "hops" ->
              "hop "
                  + Words.of(location, "first")
                  + " to "
                  + Words.of(location, "last")
                  + ", both included";
          case "unknown" -> "";
          default -> "the " + kind;
        };
    return addresses.isEmpty() || words.isEmpty() ? words : words + " (" + addresses + ")";
  }

  static void term(Markup out, String name, String value) {
    if (!value.isEmpty()) {
      out.element("dt", name).element("dd", value);
    }
  }

  private static void evidence(Markup out, JsonNode finding) {
    String title = "Evidence of " + Words.of(finding, "id");
    out.begin("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", title);
    out.begin("table").element("caption", "Evidence").begin("thead").begin("tr");
    for (String column : List.of("role", "observation", "frames", "what it shows")) {
      out.element("th", column, "scope", "col");
    }
    out.end().end().begin("tbody");
    int rows = 0;
    for (JsonNode each : finding.path("evidence")) {
      if (rows++ < MOST_EVIDENCE) {
        out.begin("tr").element("td", Words.of(each, "role"));
        out.element("td", Words.of(each, "observation"));
        out.element("td", Words.frames(each.path("frames")), "class", "frames");
        out.element("td", Words.of(each, "statement")).end();
      }
    }
    out.end().end().end();
    if (rows > MOST_EVIDENCE) {
      out.element("p", "and " + (rows - MOST_EVIDENCE) + " more, all in report.json");
    }
  }

  /** The subject beside what differs in one respect and works, then the path. */
  private void pictures(Markup out, JsonNode finding) {
    Optional<JsonNode> subject = drawable(finding, "subject");
    Optional<JsonNode> control = drawable(finding, "control");
    if (subject.isPresent() && ladders < MOST_LADDERS) {
      ladders++;
      String label = "Frames of " + Words.of(finding, "id");
      out.begin(
          "div", "class", "pair wide", "tabindex", "0", "role", "region", "aria-label", label);
      figure(out, subject.get(), "What failed", Words.of(finding, "missing"));
      control.ifPresent(seen -> figure(out, seen, "The control", ""));
      out.end();
    }
    JsonNode location = finding.path("location");
    if (Words.of(location, "kind").equals("hops")) {
      Markup picture = PathPicture.of(location, PathPicture.ladders(report, finding));
      HtmlReport.scrolled(out, picture, "The path of " + Words.of(finding, "id"));
    }
  }

  private static void figure(Markup out, JsonNode seen, String title, String missing) {
    String words = title + ": " + Words.of(seen, "id") + ", " + Words.of(seen, "step");
    out.begin("figure").element("figcaption", words);
    out.add(LadderPicture.of(seen, words, missing)).end();
  }

  private Optional<JsonNode> drawable(JsonNode finding, String role) {
    for (JsonNode each : finding.path("evidence")) {
      JsonNode seen = observations.get(Words.of(each, "observation"));
      boolean fits = Words.of(each, "role").equals(role) && seen != null;
      if (fits && LadderPicture.isPossible(seen)) {
        return Optional.of(seen);
      }
    }
    return Optional.empty();
  }
}
