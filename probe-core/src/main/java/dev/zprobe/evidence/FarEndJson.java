package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.observation.FarEndTest;

/** The facts of a test against our own responder. */
final class FarEndJson {
  private FarEndJson() {}

  static ObjectNode of(FarEndTest test) {
    FarEndTest.Result result = test.result();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("sent", result.sent());
    result.arrived().ifPresent(arrived -> node.put("arrived", arrived));
    node.put("answered", result.answered());
    if (result.answered() > 0) {
      node.put("roundTripMs", JsonText.milliseconds(result.roundTrip()));
    }
    // Where the first answer ended it, the others were not waited for.
    boolean counted = result.course().isPresent() || result.answered() == 0;
    if (counted && result.sent() > 0 && result.arrived().isPresent()) {
      int arrived = result.arrived().getAsInt();
      node.put("lossOutPercent", percent(result.sent() - arrived, result.sent()));
      if (arrived > 0) {
        node.put("lossBackPercent", percent(arrived - result.answered(), arrived));
      }
    }
    result.course().ifPresent(course -> put(node, course));
    if (!result.alterations().isEmpty()) {
      ObservationJson.addAll(node.putArray("alterations"), result.alterations());
    }
    return node;
  }

  private static void put(ObjectNode node, FarEndTest.Course course) {
    node.put("jitterOutMs", JsonText.milliseconds(course.jitterOut()));
    node.put("jitterBackMs", JsonText.milliseconds(course.jitterBack()));
    node.put("reorderedOut", course.reorderedOut());
    node.put("reorderedBack", course.reorderedBack());
  }

  private static double percent(int part, int whole) {
    return Math.round(Math.max(0, part) * 1000.0 / whole) / 10.0;
  }
}
