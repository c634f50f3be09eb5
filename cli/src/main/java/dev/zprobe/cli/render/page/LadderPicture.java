package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One exchange as a ladder: each frame an arrow with its time, and what never came as an arrow that
 * does not arrive.
 */
final class LadderPicture {
  private static final int WIDTH = 640;
  private static final int LEFT = 90;
  private static final int RIGHT = 380;
  private static final int STEP = 26;
  private static final int TOP = 60;
  private static final int MOST_RUNGS = 24;

  /**
   * One arrow.
   *
   * @param timed whether its own time is known; else the time only says where it stands
   * @param frame 0 where there was no capture
   */
  private record Rung(double afterMs, boolean timed, boolean outgoing, long frame, String words) {
    /** Other words at the same place. */
    Rung saying(String other) {
      return new Rung(afterMs, timed, outgoing, frame, other);
    }
  }

  private LadderPicture() {}

  /** Empty when nothing is known of the exchange's course. */
  static boolean isPossible(JsonNode observation) {
    return !rungs(observation).isEmpty();
  }

  /**
   * Draws it.
   *
   * @param missing the message that never came, empty when all is well
   */
  static Markup of(JsonNode observation, String title, String missing) {
    List<Rung> rungs = rungs(observation);
    List<Rung> shown = rungs.subList(0, Math.min(MOST_RUNGS, rungs.size()));
    boolean lacks = !missing.isEmpty();
    int rows = shown.size() + (lacks ? 1 : 0) + (rungs.size() > shown.size() ? 1 : 0);
    int height = TOP + STEP * rows + 24;
    Svg svg = new Svg(WIDTH, height, title, description(shown, missing));
    svg.text(LEFT, 20, "end", "this host")
        .text(RIGHT, 20, "end", Words.shortened(Words.of(observation, "endpoint"), 40));
    svg.line(LEFT, 30, LEFT, height - 8, "life").line(RIGHT, 30, RIGHT, height - 8, "life");
    double y = TOP;
    for (Rung rung : shown) {
      rung(svg, rung, y);
      y += STEP;
    }
    if (rungs.size() > shown.size()) {
      svg.text((LEFT + RIGHT) / 2.0, y, "mid faint", rungs.size() - shown.size() + " more");
      y += STEP;
    }
    if (lacks) {
      double middle = (LEFT + RIGHT) / 2.0;
      svg.line(RIGHT, y, middle + 12, y, "missing").cross(middle, y, "cross");
      svg.text(RIGHT + 10, y + 4, "bad", Words.shortened(missing, 20) + " never came");
    }
    return svg.done();
  }

  private static void rung(Svg svg, Rung rung, double y) {
    double from = rung.outgoing() ? LEFT : RIGHT;
    double to = rung.outgoing() ? RIGHT : LEFT;
    boolean ends = rung.words().startsWith("reset") || rung.words().startsWith("icmp");
    svg.arrow(from, to, y, ends ? "arrow ends" : "arrow");
    svg.text((LEFT + RIGHT) / 2.0, y - 5, "mid", Words.shortened(rung.words(), 44));
    if (rung.timed()) {
      svg.text(LEFT - 10, y + 4, "right faint", Words.time(rung.afterMs()));
    }
    if (rung.frame() > 0) {
      svg.text(RIGHT + 10, y + 4, "faint", "frame " + rung.frame());
    }
  }

  private static String description(List<Rung> rungs, String missing) {
    StringBuilder words = new StringBuilder();
    for (Rung rung : rungs) {
      words.append(rung.outgoing() ? "Sent " : "Received ").append(rung.words());
      words.append(rung.timed() ? " after " + Words.time(rung.afterMs()) : "").append(". ");
    }
    return words + (missing.isEmpty() ? "" : missing + " never came.");
  }

  private static List<Rung> rungs(JsonNode observation) {
    List<Rung> rungs = new ArrayList<>();
    double last = 0;
    for (JsonNode frame : observation.path("flow").path("frames")) {
      boolean timed = frame.has("afterMs");
      last = timed ? frame.path("afterMs").asDouble() : last;
      rungs.add(
          new Rung(
              last,
              timed,
              Words.of(frame, "from").equals("client"),
              frame.path("number").asLong(),
              Words.spaced(Words.of(frame, "what"))));
    }
    for (JsonNode message : observation.path("tls").path("messages")) {
      say(
          rungs,
          Words.of(message, "type"),
          Words.of(message, "from").equals("client"),
          message.path("afterMs").asDouble());
    }
    for (JsonNode alert : observation.path("tls").path("alerts")) {
      boolean outgoing = Words.of(alert, "from").equals("client");
      say(rungs, "alert " + Words.of(alert, "description"), outgoing, Double.MAX_VALUE);
    }
    rungs.sort(Comparator.comparingDouble(Rung::afterMs));
    return rungs;
  }

  /** A message names the frame with data of its direction that is next to it in time. */
  private static void say(List<Rung> rungs, String words, boolean outgoing, double afterMs) {
    int best = -1;
    for (int i = 0; i < rungs.size(); i++) {
      Rung rung = rungs.get(i);
      boolean fits =
          rung.outgoing() == outgoing && rung.frame() > 0 && rung.words().startsWith("data");
      boolean nearer =
          best < 0
              || Math.abs(rung.afterMs() - afterMs) < Math.abs(rungs.get(best).afterMs() - afterMs);
      if (fits && nearer) {
        best = i;
      }
    }
    if (best < 0) {
      if (rungs.stream().noneMatch(rung -> rung.frame() > 0) && afterMs < Double.MAX_VALUE) {
        rungs.add(new Rung(afterMs, true, outgoing, 0, words));
      }
      return;
    }
    Rung rung = rungs.get(best);
    String said = rung.words().equals("data") ? "data: " + words : rung.words() + ", " + words;
    rungs.set(best, rung.saying(said));
  }
}
