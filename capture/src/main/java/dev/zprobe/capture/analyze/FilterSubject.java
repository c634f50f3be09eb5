package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A flow that a filter looks at; its line of the listing is made only if somebody asks. */
final class FilterSubject {
  private final FlowView view;
  private Optional<JsonNode> line = Optional.empty();

  FilterSubject(FlowView view) {
    this.view = view;
  }

  FlowView view() {
    return view;
  }

  JsonNode line() {
    if (line.isEmpty()) {
      line = Optional.of(FlowJson.of(view));
    }
    return line.get();
  }
}
