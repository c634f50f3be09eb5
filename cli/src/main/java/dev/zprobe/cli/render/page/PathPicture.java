package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The way to a target: the routers that answered, and between which of them something dies. */
final class PathPicture {
  private static final int STEP = 120;
  private static final int LEFT = 60;
  private static final int HEIGHT = 130;
  private static final int MOST_HOPS = 30;
  private static final double HALF_SENTENCE = 190;

  private PathPicture() {}

  /**
   * Draws it.
   *
   * @param location of a finding, with the range of hops
   * @param ladders about the same endpoints
   */
  static Markup of(JsonNode location, List<JsonNode> ladders) {
    int first = location.path("first").asInt();
    int last = Math.min(MOST_HOPS, location.path("last").asInt());
    Map<Integer, String> routers = routers(ladders);
    int end = Math.max(last, routers.keySet().stream().mapToInt(it -> it).max().orElse(last));
    int width = Math.max(2 * (int) HALF_SENTENCE, LEFT * 2 + STEP * (end + 1));
    String where = "between hop " + first + " and hop " + last + ", both included";
    Svg svg = new Svg(width, HEIGHT, "The path", "What is sent dies " + where + ".");
    svg.box(LEFT + STEP * first - 24, 50, STEP * (last - first) + 48.0, "range", where);
    svg.line(LEFT, 55, LEFT + STEP * (end + 1.0), 55, "life");
    svg.text(LEFT, 85, "mid", "this host").circle(LEFT, 55, 8, "hop");
    for (int hop = 1; hop <= end; hop++) {
      double x = LEFT + STEP * (double) hop;
      boolean here = hop >= first && hop <= last;
      svg.circle(x, 55, 8, here ? "hop suspect" : routers.containsKey(hop) ? "hop" : "hop silent");
      svg.text(x, 85, here ? "mid bad" : "mid", "hop " + hop);
      svg.text(x, 102, "mid small", Words.shortened(routers.getOrDefault(hop, "no answer"), 18));
    }
    svg.text(LEFT + STEP * (end + 1.0), 85, "mid", "target");
    svg.circle(LEFT + STEP * (end + 1.0), 55, 8, "hop silent");
    double middle = LEFT + STEP * (first + last) / 2.0;
    double within = Math.max(HALF_SENTENCE, Math.min(width - HALF_SENTENCE, middle));
    svg.text(within, 30, "mid bad", "dies here: " + where);
    return svg.done();
  }

  private static Map<Integer, String> routers(List<JsonNode> ladders) {
    Map<Integer, String> routers = new TreeMap<>();
    for (JsonNode ladder : ladders) {
      for (JsonNode hop : ladder.path("hops")) {
        boolean router = Words.of(hop, "reply").equals("time-exceeded");
        int ttl = hop.path("ttl").asInt();
        if (router && hop.has("address") && ttl > 0 && ttl <= MOST_HOPS) {
          routers.putIfAbsent(ttl, Words.of(hop, "address"));
        }
      }
    }
    return routers;
  }

  /** The ladders of the report that climbed to one of a finding's addresses. */
  static List<JsonNode> ladders(JsonNode report, JsonNode finding) {
    List<String> addresses = Words.texts(finding.path("scope").path("addresses"));
    List<JsonNode> ladders = new ArrayList<>();
    for (JsonNode ladder : report.path("path").path("ladders")) {
      String endpoint = Words.of(ladder, "endpoint");
      if (addresses.stream().anyMatch(endpoint::contains)) {
        ladders.add(ladder);
      }
    }
    return ladders;
  }
}
