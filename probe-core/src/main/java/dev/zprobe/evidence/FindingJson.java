package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Evidence;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Scope;
import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One finding as the contract writes it. */
final class FindingJson {
  private FindingJson() {}

  static ObjectNode of(Diagnosis.Filed filed) {
    Finding finding = filed.finding();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", filed.id());
    node.put("cause", finding.cause().id());
    node.put("stage", finding.judgement().stage().text());
    node.put("severity", finding.judgement().severity().text());
    node.put("confidence", finding.judgement().confidence().text());
    node.put("blame", finding.judgement().blame().text());
    putScope(node.putObject("scope"), finding.scope());
    putLocation(node.putObject("location"), finding.location());
    putText(node, "lastSeen", finding.progress().lastSeen());
    putText(node, "missing", finding.progress().missing());
    node.set("detail", value(finding.detail()));
    node.put("summary", finding.account().summary());
    ArrayNode evidence = node.putArray("evidence");
    finding.evidence().forEach(each -> putEvidence(evidence.addObject(), each));
    putText(node, "decide", finding.account().decide());
    filed.explainedBy().ifPresent(other -> node.put("explainedBy", other));
    return node;
  }

  static void putText(ObjectNode node, String key, String text) {
    if (!text.isEmpty()) {
      node.put(key, text);
    }
  }

  private static void putScope(ObjectNode node, Scope scope) {
    scope.transport().ifPresent(transport -> node.put("transport", transport.text()));
    ArrayNode ports = node.putArray("ports");
    scope.ports().forEach(ports::add);
    ArrayNode addresses = node.putArray("addresses");
    scope.addresses().forEach(address -> addresses.add(Addresses.text(address)));
    ArrayNode names = node.putArray("names");
    scope.names().forEach(names::add);
  }

  static void putLocation(ObjectNode node, Location location) {
    node.put("kind", location.kind().text());
    if (location.kind() == Location.Kind.HOPS) {
      node.put("first", location.first());
      node.put("last", location.last());
    }
    if (!location.addresses().isEmpty()) {
      ArrayNode addresses = node.putArray("addresses");
      location.addresses().forEach(address -> addresses.add(Addresses.text(address)));
    }
  }

  private static void putEvidence(ObjectNode node, Evidence evidence) {
    node.put("role", evidence.role().text());
    node.put("observation", evidence.observation());
    if (!evidence.frames().isEmpty()) {
      ArrayNode frames = node.putArray("frames");
      evidence.frames().forEach(frames::add);
    }
    node.put("statement", evidence.statement());
  }

  /** Details are open: whatever a rule puts there comes out as the nearest JSON. */
  private static JsonNode value(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (value instanceof Map<?, ?> map) {
      ObjectNode node = nodes.objectNode();
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(key.toString(), each));
      sorted.forEach((key, each) -> node.set(key, value(each)));
      return node;
    }
    if (value instanceof Iterable<?> list) {
      ArrayNode node = nodes.arrayNode();
      list.forEach(each -> node.add(value(each)));
      return node;
    }
    if (value instanceof Boolean flag) {
      return nodes.booleanNode(flag);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return nodes.numberNode(((Number) value).longValue());
    }
    if (value instanceof Number number) {
      return nodes.numberNode(number.doubleValue());
    }
    if (value instanceof InetAddress address) {
      return nodes.textNode(Addresses.text(address));
    }
    if (value instanceof Instant time) {
      return nodes.textNode(JsonText.time(time));
    }
    if (value instanceof Duration duration) {
      return nodes.numberNode(JsonText.milliseconds(duration));
    }
    return nodes.textNode(value.toString());
  }
}
