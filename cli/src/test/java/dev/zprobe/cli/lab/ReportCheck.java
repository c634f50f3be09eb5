package dev.zprobe.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a report with a scenario's expectation and says in words what differs.
 *
 * <p>Exactly the expected causes may stand above a note without an explanation; several findings of
 * one cause are taken together, their scopes united. In an expectation a list where the report has
 * one value means any of these; where the report has a list, the same members; {@code {"between":
 * [a, b]}} a number, {@code {"has": "text"}} a part of a text, and {@code location} may say {@code
 * contains} (a hop) and {@code widest} (last minus first).
 */
final class ReportCheck {
  private final List<String> complaints = new ArrayList<>();

  private ReportCheck() {}

  /** What is wrong; empty when the report is as expected. */
  static List<String> complaints(JsonNode expect, JsonNode report, int exit) {
    ReportCheck check = new ReportCheck();
    if (expect.has("exit")) {
      check.match("exit", expect.get("exit"), JsonNodeFactory.instance.numberNode(exit));
    }
    if (expect.has("verdict")) {
      check.match("verdict", expect.get("verdict"), report.path("verdict"));
    }
    check.findings(expect, report);
    check.evidence(report);
    return List.copyOf(check.complaints);
  }

  private void findings(JsonNode expect, JsonNode report) {
    Set<String> allowed = new LinkedHashSet<>();
    for (JsonNode expected : expect.path("findings")) {
      String cause = expected.path("cause").asText();
      allowed.add(cause);
      expected(cause, expected, standing(report, cause));
    }
    expect.path("allowed").forEach(each -> allowed.add(each.asText()));
    for (JsonNode finding : report.path("findings")) {
      String cause = finding.path("cause").asText();
      boolean note = finding.path("severity").asText().equals("note");
      if (finding.has("explainedBy")) {
        continue;
      }
      if (!note && !allowed.contains(cause)) {
        complaints.add("unexpected " + brief(finding));
      }
      expect
          .path("absent")
          .forEach(
              absent -> {
                if (absent.asText().equals(cause)) {
                  complaints.add("must not be claimed: " + brief(finding));
                }
              });
    }
  }

  private void expected(String cause, JsonNode expected, List<JsonNode> found) {
    if (found.isEmpty()) {
      complaints.add("missing " + cause);
      return;
    }
    for (JsonNode finding : found) {
      for (Map.Entry<String, JsonNode> field : expected.properties()) {
        switch (field.getKey()) {
          case "scope" -> {}
          case "location" -> location(cause, field.getValue(), finding.path("location"));
          default ->
              match(cause + "." + field.getKey(), field.getValue(), finding.path(field.getKey()));
        }
      }
    }
    if (expected.has("scope")) {
      match(cause + ".scope", expected.get("scope"), united(found));
    }
  }

  private void location(String cause, JsonNode expected, JsonNode actual) {
    int first = actual.path("first").asInt(-1);
    int last = actual.path("last").asInt(-1);
    ObjectNode rest = expected.deepCopy();
    if (rest.has("contains")) {
      int hop = rest.remove("contains").asInt();
      if (hop < first || hop > last) {
        complaints.add(cause + ".location: hop " + hop + " is not in " + actual);
      }
    }
    if (rest.has("widest")) {
      int widest = rest.remove("widest").asInt();
      if (last - first > widest) {
        complaints.add(cause + ".location: wider than " + widest + ": " + actual);
      }
    }
    match(cause + ".location", rest, actual);
  }

  /** The findings of a cause that nothing else explains. */
  private static List<JsonNode> standing(JsonNode report, String cause) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode finding : report.path("findings")) {
      if (finding.path("cause").asText().equals(cause) && !finding.has("explainedBy")) {
        found.add(finding);
      }
    }
    return found;
  }

  private static ObjectNode united(List<JsonNode> findings) {
    ObjectNode union = JsonNodeFactory.instance.objectNode();
    for (JsonNode finding : findings) {
      finding
          .path("scope")
          .properties()
          .forEach(
              field -> {
                if (field.getValue().isArray()) {
                  union.withArray("/" + field.getKey()).addAll((ArrayNode) field.getValue());
                } else {
                  union.set(field.getKey(), field.getValue());
                }
              });
    }
    return union;
  }

  private void match(String where, JsonNode expected, JsonNode actual) {
    if (expected.has("between")) {
      double value = actual.asDouble(Double.NaN);
      if (!(value >= expected.get("between").get(0).asDouble()
          && value <= expected.get("between").get(1).asDouble())) {
        complaints.add(where + ": " + actual + " is not within " + expected.get("between"));
      }
    } else if (expected.has("has")) {
      if (!actual.toString().contains(expected.get("has").asText())) {
        complaints.add(where + ": " + actual + " does not say " + expected.get("has"));
      }
    } else if (expected.isObject()) {
      expected
          .properties()
          .forEach(
              field ->
                  match(
                      where + "." + field.getKey(), field.getValue(), actual.path(field.getKey())));
    } else if (expected.isArray() && !actual.isArray()) {
      if (!texts(expected).contains(actual.asText())) {
        complaints.add(where + ": " + actual + " is none of " + expected);
      }
    } else if (expected.isArray()) {
      if (!texts(expected).equals(texts(actual))) {
        complaints.add(where + ": " + texts(actual) + " instead of " + texts(expected));
      }
    } else if (!expected.asText().equals(actual.asText()) || actual.isMissingNode()) {
      complaints.add(where + ": " + actual + " instead of " + expected);
    }
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new LinkedHashSet<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** A finding without evidence does not exist, and evidence names observations of this report. */
  private void evidence(JsonNode report) {
    Set<String> known = new LinkedHashSet<>();
    report.path("observations").forEach(each -> known.add(each.path("id").asText()));
    long frames = report.path("capture").path("frames").asLong(Long.MAX_VALUE);
    for (JsonNode finding : report.path("findings")) {
      if (finding.path("evidence").isEmpty()) {
        complaints.add("without evidence: " + brief(finding));
      }
      for (JsonNode evidence : finding.path("evidence")) {
        String observation = evidence.path("observation").asText("");
        if (!observation.isEmpty() && !known.contains(observation)) {
          complaints.add("evidence names no observation: " + observation);
        }
        for (JsonNode frame : evidence.path("frames")) {
          if (frame.asLong() < 1 || frame.asLong() > frames) {
            complaints.add("evidence names no frame: " + frame);
          }
        }
      }
    }
  }

  private static String brief(JsonNode finding) {
    return finding.path("cause").asText()
        + " ("
        + finding.path("severity").asText()
        + "): "
        + finding.path("summary").asText();
  }
}
