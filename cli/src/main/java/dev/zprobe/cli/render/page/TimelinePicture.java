package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every step of the run as a bar over time, one lane per target. */
final class TimelinePicture {
  private static final int LABELS = 190;
  private static final int SPAN = 720;
  private static final int LANE = 16;
  private static final int TOP = 30;
  private static final int MOST_BARS = 3_000;
  private static final int MOST_LANES = 150;

  private TimelinePicture() {}

  static Markup of(JsonNode report) {
    String began = Words.of(report.path("run"), "started");
    double total = Math.max(1, Words.between(began, Words.of(report.path("run"), "ended")));
    Map<String, List<JsonNode>> lanes = new LinkedHashMap<>();
    for (JsonNode each : report.path("observations")) {
      String target = Words.of(each, "target");
      if (lanes.size() < MOST_LANES || lanes.containsKey(target)) {
        lanes.computeIfAbsent(target, unseen -> new ArrayList<>()).add(each);
      }
    }
    int height = TOP + LANE * lanes.size() + 10;
    String told = lanes.size() + " targets within " + Words.time(total) + ".";
    Svg svg = new Svg(LABELS + SPAN + 60, height, "What was done when", told);
    for (int mark = 0; mark <= 4; mark++) {
      double x = LABELS + SPAN * mark / 4.0;
      svg.line(x, TOP - 6, x, height - 6, "grid");
      svg.text(x, TOP - 12, "mid small", Words.time(total * mark / 4));
    }
    double y = TOP;
    int bars = 0;
    for (Map.Entry<String, List<JsonNode>> lane : lanes.entrySet()) {
      svg.text(LABELS - 8, y + 9, "right small", Words.shortened(lane.getKey(), 28));
      for (JsonNode each : lane.getValue()) {
        if (bars++ < MOST_BARS) {
          bar(svg, each, began, total, y);
        }
      }
      y += LANE;
    }
    return svg.done();
  }

  private static void bar(Svg svg, JsonNode each, String began, double total, double y) {
    double at = Words.between(began, Words.of(each, "started"));
    double took = each.path("elapsedMs").asDouble();
    String code = Words.of(each.path("failure"), "code");
    String look = code.isEmpty() ? "good" : code.equals("not-tested") ? "warning" : "failed";
    String hint =
        Words.of(each, "id")
            + " "
            + Words.of(each, "step")
            + (code.isEmpty() ? ": worked" : ": " + code)
            + ", "
            + Words.time(took);
    double x = LABELS + SPAN * Math.min(1, Math.max(0, at / total));
    double width = Math.min(SPAN * took / total, LABELS + SPAN + 40 - x);
    svg.box(x, y, width, "bar " + look, hint);
  }
}
