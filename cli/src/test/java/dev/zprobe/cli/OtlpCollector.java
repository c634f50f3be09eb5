package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A collector on loopback that takes only what the protocol's JSON allows: the messages below are
 * those of opentelemetry-proto 1.x, and a key that they have not, or a value of another kind, is a
 * complaint.
 */
final class OtlpCollector implements AutoCloseable {
  /** Key to kind: another message, or one of the plain kinds; a list where it ends in []. */
  private static final Map<String, Map<String, String>> MESSAGES =
      Map.ofEntries(
          Map.entry("traces", Map.of("resourceSpans", "resourceSpans[]")),
          Map.entry(
              "resourceSpans",
              Map.of("resource", "resource", "scopeSpans", "scopeSpans[]", "schemaUrl", "text")),
          Map.entry("resource", Map.of("attributes", "keyValue[]")),
          Map.entry("scopeSpans", Map.of("scope", "scope", "spans", "span[]", "schemaUrl", "text")),
          Map.entry("scope", Map.of("name", "text", "version", "text")),
          Map.entry(
              "span",
              Map.of(
                  "traceId", "hex32",
                  "spanId", "hex16",
                  "parentSpanId", "hex16",
                  "name", "text",
                  "kind", "enum5",
                  "startTimeUnixNano", "long",
                  "endTimeUnixNano", "long",
                  "attributes", "keyValue[]",
                  "events", "event[]",
                  "status", "status")),
          Map.entry(
              "event", Map.of("timeUnixNano", "long", "name", "text", "attributes", "keyValue[]")),
          Map.entry("status", Map.of("code", "enum2", "message", "text")),
          Map.entry("keyValue", Map.of("key", "text", "value", "anyValue")),
          Map.entry(
              "anyValue", Map.of("stringValue", "text", "intValue", "long", "boolValue", "flag")),
          Map.entry("metrics", Map.of("resourceMetrics", "resourceMetrics[]")),
          Map.entry(
              "resourceMetrics", Map.of("resource", "resource", "scopeMetrics", "scopeMetrics[]")),
          Map.entry("scopeMetrics", Map.of("scope", "scope", "metrics", "metric[]")),
          Map.entry(
              "metric",
              Map.of("name", "text", "description", "text", "unit", "text", "gauge", "gauge")),
          Map.entry("gauge", Map.of("dataPoints", "point[]")),
          Map.entry(
              "point",
              Map.of(
                  "attributes", "keyValue[]",
                  "timeUnixNano", "long",
                  "asDouble", "double",
                  "asInt", "long")));

  final Map<String, JsonNode> bodies = new ConcurrentHashMap<>();
  final List<String> complaints = new CopyOnWriteArrayList<>();
  final List<Headers> headers = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  volatile String reply = "{}";
  private final HttpServer server;

  private OtlpCollector(HttpServer server) {
    this.server = server;
  }

  static OtlpCollector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    OtlpCollector collector = new OtlpCollector(server);
    server.createContext("/", collector::answer);
    server.start();
    return collector;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    headers.add(exchange.getRequestHeaders());
    JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
    String root = path.startsWith("/v1/") ? path.substring(4) : path;
    if (!Set.of("traces", "metrics").contains(root)) {
      complaints.add("posted to " + path);
    } else {
      bodies.put(root, body);
      check(root, "/", body);
    }
    byte[] text = reply.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private void check(String kind, String where, JsonNode value) {
    if (kind.endsWith("[]")) {
      if (!value.isArray()) {
        complaints.add(where + " is no list");
      }
      value.forEach(each -> check(kind.substring(0, kind.length() - 2), where + "[]", each));
    } else if (MESSAGES.containsKey(kind)) {
      Set<String> keys = new TreeSet<>();
      value.fieldNames().forEachRemaining(keys::add);
      keys.removeAll(MESSAGES.get(kind).keySet());
      if (!value.isObject() || !keys.isEmpty()) {
        complaints.add(where + " is no " + kind + ": " + keys);
      }
      value
          .properties()
          .forEach(
              each ->
                  check(
                      MESSAGES.get(kind).getOrDefault(each.getKey(), "text"),
                      where + "/" + each.getKey(),
                      each.getValue()));
    } else if (!isPlain(kind, value)) {
      complaints.add(where + " is no " + kind + ": " + value);
    }
  }

  private static boolean isPlain(String kind, JsonNode value) {
    return switch (kind) {
      case "text" -> value.isTextual();
      case "flag" -> value.isBoolean();
      case "double" -> value.isNumber();
      case "long" -> value.isTextual() && value.asText().matches("-?\\d{1,19}");
      case "hex16" -> value.asText().matches("(?!0{16})[0-9a-f]{16}");
      case "hex32" -> value.asText().matches("(?!0{32})[0-9a-f]{32}");
      case "enum2" -> value.isInt() && value.asInt() >= 0 && value.asInt() <= 2;
      case "enum5" -> value.isInt() && value.asInt() >= 0 && value.asInt() <= 5;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  void assertContent() {
    assertEquals(List.of(), complaints);
    assertEquals(Set.of("traces", "metrics"), bodies.keySet());
    for (Headers each : headers) {
      assertEquals("application/json", each.getFirst("Content-Type"));
    }
    assertTrue(spans().size() > 0);
  }

  JsonNode spans() {
    return bodies.get("traces").at("/resourceSpans/0/scopeSpans/0/spans");
  }

  JsonNode metric(String name) {
    for (JsonNode each : bodies.get("metrics").at("/resourceMetrics/0/scopeMetrics/0/metrics")) {
      if (each.path("name").asText().equals(name)) {
        return each.at("/gauge/dataPoints");
      }
    }
    throw new AssertionError(name + " is not in " + bodies.get("metrics"));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
