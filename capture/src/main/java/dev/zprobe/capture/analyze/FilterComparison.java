package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Compares what the flow listing says of a flow with a value. */
final class FilterComparison {
  private static final Set<String> KEYS =
      Set.of(
          "flow",
          "transport",
          "a",
          "aport",
          "b",
          "bport",
          "originator",
          "vlan",
          "tunnel",
          "firstframe",
          "lastframe",
          "start",
          "durationms",
          "apackets",
          "bpackets",
          "abytes",
          "bbytes",
          "tcp",
          "tls",
          "dtls",
          "quic",
          "stun",
          "dns",
          "http",
          "sip",
          "ntp",
          "socks",
          "zoommedia",
          "icmp",
          "handshake",
          "zoom");

  private FilterComparison() {}

  /** Whether a text is a key of the flow listing, or a path that begins with one. */
  static boolean isKey(String text) {
    int dot = text.indexOf('.');
    String first = dot < 0 ? text : text.substring(0, dot);
    return KEYS.contains(first.toLowerCase(Locale.ROOT));
  }

  static Predicate<FilterSubject> present(String key) {
    String[] path = path(key);
    return flow -> any(flow.line(), path, 0, value -> true);
  }

  static Predicate<FilterSubject> of(String key, String operator, String value) {
    String[] path = path(key);
    if (operator.equals("!=")) {
      Predicate<JsonNode> same = test("=", value);
      return flow -> !any(flow.line(), path, 0, same);
    }
    Predicate<JsonNode> test = test(operator, value);
    return flow -> any(flow.line(), path, 0, test);
  }

  private static String[] path(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException(
          "\"" + key + "\" is no key of the flow listing, such as tls.sni or handshake.complete");
    }
    return key.split("\\.", -1);
  }

  private static Predicate<JsonNode> test(String operator, String value) {
    if (operator.equals("=") || operator.equals("==")) {
      Pattern wanted =
          Pattern.compile(
              Pattern.quote(value).replace("*", "\\E.*\\Q"),
              Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
      return node -> wanted.matcher(node.asText()).matches() || isSameNumber(node, value);
    }
    if (!value.matches("-?\\d{1,15}(\\.\\d{1,6})?")) {
      throw new IllegalArgumentException("\"" + value + "\" is no number to compare with");
    }
    double number = Double.parseDouble(value);
    IntPredicate sign =
        switch (operator) {
          case "<" -> order -> order < 0;
          case "<=" -> order -> order <= 0;
          case ">" -> order -> order > 0;
          default -> order -> order >= 0;
        };
    return node -> node.isNumber() && sign.test(Double.compare(node.asDouble(), number));
  }

  private static boolean isSameNumber(JsonNode node, String value) {
    return node.isNumber()
        && value.matches("-?\\d{1,15}(\\.\\d{1,6})?")
        && node.asDouble() == Double.parseDouble(value);
  }

  /** One of several values suffices. */
  private static boolean any(JsonNode node, String[] path, int at, Predicate<JsonNode> test) {
    if (node.isArray()) {
      for (JsonNode each : node) {
        if (any(each, path, at, test)) {
          return true;
        }
      }
      return false;
    }
    if (at == path.length) {
      return test.test(node);
    }
    for (var member : node.properties()) {
      if (member.getKey().equalsIgnoreCase(path[at])) {
        return any(member.getValue(), path, at + 1, test);
      }
    }
    return false;
  }
}
