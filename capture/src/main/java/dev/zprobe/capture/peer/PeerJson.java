package dev.zprobe.capture.peer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.FiveTuple;

/** A comparison as the report has it, under {@code peer}. */
public final class PeerJson {
  private PeerJson() {}

  /**
   * @param file the peer's name, without directories
   * @param frames of the peer
   */
  public static ObjectNode of(String file, long frames, PeerComparison comparison) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", file).put("frames", frames);
    comparison.clocks().offsetMs().ifPresent(value -> json.put("clockOffsetMs", round(value)));
    comparison.clocks().pathMs().ifPresent(value -> json.put("pathMs", round(value)));
    json.put("nearerToClient", comparison.clocks().peerIsNearer() ? "peer" : "capture");
    json.put("compared", comparison.compared()).put("matched", comparison.matched());
    json.put("translated", comparison.isTranslated()).put("whole", comparison.whole());
    ArrayNode flows = json.putArray("flows");
    for (PeerComparison.Passage each : comparison.flows()) {
      ObjectNode flow = flows.addObject().put("flow", text(each.here()));
      ArrayNode there = flow.putArray("atPeer");
      each.there().forEach(other -> there.add(text(other)));
      frames(flow, "neverArrived", each.neverArrived());
      frames(flow, "neverCame", each.neverCame());
      frames(flow, "madeBetween", each.madeBetween());
    }
    return json;
  }

  private static void frames(ObjectNode flow, String key, PeerComparison.Frames frames) {
    if (frames.count() > 0) {
      ObjectNode json = flow.putObject(key).put("packets", frames.count());
      ArrayNode numbers = json.putArray("frames");
      frames.first().forEach(numbers::add);
    }
  }

  private static String text(FiveTuple flow) {
    return flow.local().hostPort() + " > " + flow.remote();
  }

  private static double round(double milliseconds) {
    return Math.round(milliseconds * 1e3) / 1e3;
  }
}
