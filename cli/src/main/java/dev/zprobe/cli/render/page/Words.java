package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Pieces of the report in words; nothing here is escaped. */
final class Words {
  private Words() {}

  static String of(JsonNode node, String key) {
    return node.path(key).asText("");
  }

  static String spaced(String id) {
    return id.replace('-', ' ');
  }

  static String time(double milliseconds) {
    if (Math.abs(milliseconds) >= 10_000) {
      return number(milliseconds / 1000) + " s";
    }
    return Math.abs(milliseconds) < 10
        ? number(milliseconds) + " ms"
        : Math.round(milliseconds) + " ms";
  }

  /** With one decimal place; the formatter of the JDK is slow when it is used first. */
  static String number(double value) {
    return String.valueOf(Math.round(value * 10) / 10.0);
  }

  /** Milliseconds from one moment of the report to another; 0 where one is not known. */
  static double between(String from, String to) {
    try {
      return Duration.between(Instant.parse(from), Instant.parse(to)).toNanos() / 1e6;
    } catch (DateTimeException unknown) {
      return 0;
    }
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** Frame numbers, as many as a line holds. */
  static String frames(JsonNode array) {
    List<String> numbers = texts(array);
    int shown = Math.min(10, numbers.size());
    String more = numbers.size() > shown ? " … (" + numbers.size() + ")" : "";
    return String.join(", ", numbers.subList(0, shown)) + more;
  }

  static String shortened(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
  }
}
