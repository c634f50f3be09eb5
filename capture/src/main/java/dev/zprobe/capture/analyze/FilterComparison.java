package dev.zprobe.capture.analyze;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Compares what the flow listing says of a flow with a value. */
final class FilterComparison {
  private static final String NUMBER = "-?\\d{1,15}(\\.\\d{1,6})?";

  private FilterComparison() {}

  static Predicate<FilterSubject> present(String key) {
    FlowKeys.of(key);
    String[] path = path(key);
    return flow -> any(flow.line(), path, 0, value -> true);
  }

  static Predicate<FilterSubject> of(String key, String operator, String value) {
    boolean equality = operator.equals("=") || operator.equals("==") || operator.equals("!=");
    demand(key, operator, value, equality);
    String[] path = path(key);
    if (operator.equals("!=")) {
      Predicate<JsonNode> same = same(value);
      return flow -> !any(flow.line(), path, 0, same);
    }
    Predicate<JsonNode> test = equality ? same(value) : ordered(operator, value);
    return flow -> any(flow.line(), path, 0, test);
  }

  /** A comparison that could never be true is a slip, and shows nothing without saying why. */
  private static void demand(String key, String operator, String value, boolean equality) {
    FlowKeys.Key known = FlowKeys.of(key);
    switch (known.kind()) {
      case GROUP ->
          throw new IllegalArgumentException(
              key + " is no value, it has " + FlowKeys.names(key).orElse("none"));
      case NUMBER -> {
        if (!value.matches(equality ? "[\\d*.-]+" : NUMBER)) {
          throw new IllegalArgumentException(
              "\"" + value + "\" is no number to compare " + key + " with");
        }
      }
      case ONE_OF -> {
        if (equality && known.values().stream().noneMatch(each -> glob(value).test(each))) {
          throw new IllegalArgumentException(
              key
                  + " is never \""
                  + value
                  + "\"; it is one of "
                  + String.join(", ", known.values()));
        }
      }
      case TEXT -> {
        // Any text may stand there.
      }
    }
    if (!equality && known.kind() != FlowKeys.Kind.NUMBER) {
      throw new IllegalArgumentException(
          key + " " + operator + ": only numbers are greater or smaller; compare with = or !=");
    }
  }

  private static String[] path(String key) {
    return key.split("\\.", -1);
  }

  private static Predicate<String> glob(String value) {
    Pattern wanted =
        Pattern.compile(
            Pattern.quote(value).replace("*", "\\E.*\\Q"),
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    return text -> wanted.matcher(text).matches();
  }

  private static Predicate<JsonNode> same(String value) {
    Predicate<String> glob = glob(value);
    return node -> glob.test(node.asText()) || isSameNumber(node, value);
  }

  private static Predicate<JsonNode> ordered(String operator, String value) {
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
    return node.isNumber() && value.matches(NUMBER) && node.asDouble() == Double.parseDouble(value);
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
