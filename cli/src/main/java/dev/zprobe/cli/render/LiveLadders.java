package dev.zprobe.cli.render;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.probe.path.Climb;
import dev.zprobe.probe.path.PathProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far each ladder has come, one line each. Safe for many threads. */
public final class LiveLadders implements PathProgress {
  private static final int MOST_LINES = 16;
  private static final int LABEL = 46;

  private final int width;
  private final Map<String, Map<Integer, Hop>> ladders = new LinkedHashMap<>();

  /**
   * @param width of the terminal in characters
   */
  public LiveLadders(int width) {
    this.width = width;
  }

  @Override
  public synchronized void hop(Climb climb, Hop hop) {
    Payload payload = climb.payload();
    String label =
        climb.endpoint() + "  " + (payload.control() ? "control: " : "") + payload.description();
    ladders.computeIfAbsent(label, key -> new TreeMap<>()).put(hop.ttl(), hop);
  }

  /** The ladders that were begun last, when there are too many. */
  public synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    int skipped = Math.max(0, ladders.size() - MOST_LINES);
    ladders.entrySet().stream()
        .skip(skipped)
        .forEach(each -> lines.add(line(each.getKey(), each.getValue())));
    return lines;
  }

  private String line(String label, Map<Integer, Hop> hops) {
    StringBuilder line = new StringBuilder("  ");
    String name = Inert.text(label, LABEL);
    line.append(name).append(" ".repeat(LABEL - name.length() + 1));
    hops.values().forEach(hop -> line.append(' ').append(brief(hop)));
    // A line that is too long would wrap, and the block could not be drawn over.
    int from = Math.max(0, line.length() - (width - 1));
    return from == 0 ? line.toString() : "  " + Inert.text(line.substring(2), width - 3);
  }

  private static String brief(Hop hop) {
    return switch (hop.reply()) {
      case TIME_EXCEEDED -> hop.from().map(Addresses::text).orElse("hop " + hop.ttl());
      case ANSWER -> "answer";
      case RESET -> "RST";
      case FIN -> "FIN";
      case UNREACHABLE -> "unreachable";
      case SILENT -> "*";
    };
  }
}
