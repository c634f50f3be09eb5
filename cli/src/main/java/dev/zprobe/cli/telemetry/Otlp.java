package dev.zprobe.cli.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * What OTLP/JSON (protocol version 1) writes in its own way: 64-bit numbers as text, enums as
 * numbers, values with their type. Nothing that a peer sent is passed on longer than {@value
 * #LONGEST} characters.
 */
final class Otlp {
  static final int LONGEST = 1000;
  private static final String SCOPE = "dev.zprobe";

  private Otlp() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Resource and scope, the same for traces and metrics. The list that is inside is returned. */
  static ArrayNode within(ObjectNode root, String kind, String version, String inner) {
    String title = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    ObjectNode resource = root.putArray("resource" + title).addObject();
    ArrayNode attributes = resource.putObject("resource").putArray("attributes");
    text(attributes, "service.name", "zprobe");
    text(attributes, "service.version", version);
    ObjectNode scope = resource.putArray("scope" + title).addObject();
    scope.putObject("scope").put("name", SCOPE).put("version", version);
    return scope.putArray(inner);
  }

  /** Left out when it is empty. */
  static void text(ArrayNode attributes, String key, String value) {
    if (!value.isEmpty()) {
      value(attributes, key).put("stringValue", bounded(value));
    }
  }

  static void number(ArrayNode attributes, String key, long value) {
    value(attributes, key).put("intValue", Long.toString(value));
  }

  static void flag(ArrayNode attributes, String key, boolean value) {
    value(attributes, key).put("boolValue", value);
  }

  private static ObjectNode value(ArrayNode attributes, String key) {
    return attributes.addObject().put("key", key).putObject("value");
  }

  static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  /** Nanoseconds since 1970, as text. */
  static String nanos(Instant time) {
    return Long.toString(time.getEpochSecond() * 1_000_000_000L + time.getNano());
  }

  static Instant time(String rfc3339) {
    try {
      return Instant.parse(rfc3339);
    } catch (DateTimeParseException none) {
      return Instant.EPOCH;
    }
  }

  static Duration milliseconds(double value) {
    return Duration.ofNanos((long) (value * 1_000_000));
  }
}
