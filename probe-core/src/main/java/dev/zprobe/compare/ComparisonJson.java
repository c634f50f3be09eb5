package dev.zprobe.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Diagnosis;
import java.util.List;
import java.util.Locale;

/** A comparison for machines. What is unknown is left out. */
public final class ComparisonJson {
  public static final String SCHEMA = "zprobe.comparison/1";

  private ComparisonJson() {}

  public static ObjectNode of(Comparison comparison) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("schema", SCHEMA);
    node.put("worse", comparison.worse());
    node.put("summary", comparison.summary());
    putRun(node.putObject("before"), comparison.before());
    putRun(node.putObject("after"), comparison.after());
    ObjectNode counts = node.putObject("counts");
    comparison.counts().forEach((kind, count) -> counts.put(kind.id(), count));
    ArrayNode targets = node.putArray("targets");
    for (TargetChange change : comparison.targets()) {
      ObjectNode entry = targets.addObject();
      entry.put("id", change.key().target());
      entry.put("address", change.key().address());
      entry.put("port", change.key().port());
      entry.put("transport", change.key().transport());
      entry.put("change", change.kind().id());
      change.before().ifPresent(view -> putEndpoint(entry.putObject("before"), view));
      change.after().ifPresent(view -> putEndpoint(entry.putObject("after"), view));
    }
    ArrayNode findings = node.putArray("findings");
    for (FindingChange change : comparison.findings()) {
      ObjectNode entry = findings.addObject();
      entry.put("change", change.kind().id());
      entry.put("cause", change.latest().cause());
      entry.put("worse", change.worse());
      change.before().ifPresent(view -> putFinding(entry.putObject("before"), view));
      change.after().ifPresent(view -> putFinding(entry.putObject("after"), view));
    }
    return node;
  }

  private static void putRun(ObjectNode node, ReportView view) {
    node.put("file", view.run().origin());
    putText(node, "run", view.run().id());
    putText(node, "started", view.run().started());
    node.put("status", word(view.status()));
    putText(node, "summary", view.run().summary());
  }

  private static void putEndpoint(ObjectNode node, EndpointView view) {
    Diagnosis.State state = view.state();
    node.put("state", state.text());
    putText(node, "reason", view.reason());
    view.elapsedMs().ifPresent(elapsed -> node.put("elapsedMs", elapsed));
    if (!view.findings().isEmpty()) {
      addAll(node.putArray("causes"), view.causes());
      addAll(node.putArray("findings"), view.findings().stream().map(FindingView::id).toList());
    }
    putLocation(node, view.location());
    putFrames(node, view.frames());
  }

  private static void putFinding(ObjectNode node, FindingView view) {
    node.put("id", view.id());
    node.put("severity", view.severity().text());
    node.put("explained", view.explained());
    putLocation(node, view.location());
    putText(node, "summary", view.account().summary());
    putFrames(node, view.account().frames());
  }

  private static void putLocation(ObjectNode node, LocationView place) {
    if (!place.isKnown()) {
      return;
    }
    ObjectNode location = node.putObject("location").put("kind", place.kind());
    if (place.first() > 0 || place.last() > 0) {
      location.put("first", place.first()).put("last", place.last());
    }
    if (!place.addresses().isEmpty()) {
      addAll(location.putArray("addresses"), place.addresses());
    }
  }

  private static void putFrames(ObjectNode node, List<Long> frames) {
    if (!frames.isEmpty()) {
      ArrayNode list = node.putArray("frames");
      frames.stream().limit(EndpointView.MOST_FRAMES).forEach(list::add);
    }
  }

  private static void addAll(ArrayNode list, List<String> texts) {
    texts.forEach(list::add);
  }

  private static void putText(ObjectNode node, String key, String text) {
    if (!text.isEmpty()) {
      node.put(key, text);
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
