package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * A report as it stands in a bundle: its frames are those of the {@link Excerpt} beside it, not
 * those of the file that was analysed.
 */
public final class ExcerptReport {
  private static final String FRAMES = "frames";

  private final ObjectNode report;
  private final Set<Long> named = new HashSet<>();
  private final Set<Long> mentioned = new HashSet<>();
  private final Map<Long, Long> numbers = new HashMap<>();
  private long frames;

  /**
   * @param original whose frames are those of the analysed file; it is not changed
   */
  public ExcerptReport(ObjectNode original) {
    this.report = original.deepCopy();
    for (JsonNode finding : report.path("findings")) {
      for (JsonNode statement : finding.path("evidence")) {
        collect(statement, FRAMES, named);
      }
    }
    for (JsonNode flow : report.path("peer").path("flows")) {
      collect(flow.path("neverArrived"), FRAMES, named);
      collect(flow.path("madeBetween"), FRAMES, named);
    }
    mentioned.addAll(named);
    for (JsonNode observation : report.path("observations")) {
      collect(observation.path("flow"), "framesOut", mentioned);
      collect(observation.path("flow"), "framesIn", mentioned);
    }
  }

  private static void collect(JsonNode holder, String key, Set<Long> into) {
    holder.path(key).forEach(each -> into.add(each.asLong()));
  }

  /** Whether a statement names this frame of the original, so that it belongs into the excerpt. */
  boolean names(long original) {
    return named.contains(original);
  }

  /** Whether there is anything besides failing flows that belongs into the excerpt. */
  public boolean namesFrames() {
    return !named.isEmpty();
  }

  /** A frame of the original is in the excerpt now. */
  void copied(long original, long number) {
    frames = number;
    if (mentioned.contains(original)) {
      numbers.put(original, number);
    }
  }

  /** The report with the excerpt's numbers; frames that were not copied are not named in it. */
  public ObjectNode renumbered() {
    for (JsonNode finding : report.path("findings")) {
      finding.path("evidence").forEach(this::renumber);
    }
    for (JsonNode flow : report.path("peer").path("flows")) {
      renumber(flow.path("neverArrived"));
      renumber(flow.path("madeBetween"));
    }
    for (JsonNode observation : report.path("observations")) {
      JsonNode flow = observation.path("flow");
      renumber(flow, "framesOut");
      renumber(flow, "framesIn");
      exchange(flow.path(FRAMES));
    }
    ObjectNode capture = report.putObject("capture");
    capture.put("live", true).put("file", "capture.pcapng").put(FRAMES, frames);
    return report;
  }

  /** The report of a bundle without an excerpt. */
  public ObjectNode without(String reason) {
    report.putObject("capture").put("live", false).put("reason", reason);
    return report;
  }

  private void renumber(JsonNode holder) {
    renumber(holder, FRAMES);
  }

  private void renumber(JsonNode holder, String key) {
    if (holder instanceof ObjectNode node && node.path(key) instanceof ArrayNode before) {
      ArrayNode after = node.arrayNode();
      for (JsonNode each : before) {
        Long number = numbers.get(each.asLong());
        if (number != null) {
          after.add(number);
        }
      }
      node.set(key, after);
    }
  }

  private void exchange(JsonNode frames) {
    Iterator<JsonNode> each = frames.iterator();
    while (each.hasNext()) {
      JsonNode frame = each.next();
      Long number = numbers.get(frame.path("number").asLong());
      if (number == null) {
        each.remove();
      } else if (frame instanceof ObjectNode node) {
        node.put("number", number);
      }
    }
  }
}
