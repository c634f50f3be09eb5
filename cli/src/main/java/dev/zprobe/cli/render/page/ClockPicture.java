package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What each time server says of this clock, with how far it may be off. */
final class ClockPicture {
  private static final int LABELS = 230;
  private static final int SPAN = 460;
  private static final int LANE = 24;
  private static final int TOP = 34;
  private static final int MOST = 24;

  private ClockPicture() {}

  static boolean isPossible(JsonNode report) {
    return !servers(report).isEmpty();
  }

  static Markup of(JsonNode report) {
    List<JsonNode> servers = servers(report);
    double least = 0;
    double most = 0;
    for (JsonNode each : servers) {
      least = Math.min(least, offset(each) - error(each));
      most = Math.max(most, offset(each) + error(each));
    }
    double range = Math.max(1, most - least);
    double scale = SPAN / range;
    double zero = LABELS - least * scale;
    StringBuilder words = new StringBuilder();
    int height = TOP + LANE * servers.size() + 8;
    servers.forEach(
        each ->
            words.append(Words.of(each, "server")).append(": ").append(said(each)).append(". "));
    Svg svg = new Svg(LABELS + SPAN + 220, height, "True time minus this clock", words.toString());
    svg.line(zero, TOP - 10, zero, height - 6, "grid");
    svg.text(zero, TOP - 16, "mid small", "this clock");
    double y = TOP;
    for (JsonNode each : servers) {
      double x = zero + offset(each) * scale;
      svg.text(LABELS - 20, y + 4, "right", Words.shortened(Words.of(each, "server"), 28));
      svg.line(x - error(each) * scale, y, x + error(each) * scale, y, "arrow");
      svg.circle(x, y, 4, "hop");
      svg.text(LABELS + SPAN + 20, y + 4, "", said(each));
      y += LANE;
    }
    return svg.done();
  }

  private static String said(JsonNode server) {
    return Words.time(offset(server)) + " ± " + Words.time(error(server));
  }

  private static List<JsonNode> servers(JsonNode report) {
    List<JsonNode> servers = new ArrayList<>();
    for (JsonNode each : report.path("clock").path("servers")) {
      if (each.has("offsetMs") && servers.size() < MOST) {
        servers.add(each);
      }
    }
    return servers;
  }

  private static double offset(JsonNode server) {
    return server.path("offsetMs").asDouble();
  }

  private static double error(JsonNode server) {
    return server.path("errorMs").asDouble();
  }
}
