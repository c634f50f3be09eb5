package dev.zprobe.repair;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills values into texts and commands. A value never makes two arguments out of one. */
final class Template {
  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

  private Template() {}

  /** Empty when a value is lacking. */
  static Optional<String> fill(String template, Map<String, String> values) {
    Matcher matcher = NAME.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = values.get(name);
      if (value == null) {
        return Optional.empty();
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return Optional.of(matcher.appendTail(filled).toString());
  }

  /** What is lacking becomes a dash: for sentences. */
  static String sentence(String template, Map<String, String> values) {
    Matcher matcher = NAME.matcher(template);
    return matcher.replaceAll(
        match -> Matcher.quoteReplacement(values.getOrDefault(match.group(1), "unknown")));
  }

  static Optional<List<String>> fill(List<String> line, Map<String, String> values) {
    List<String> filled = new ArrayList<>();
    for (String argument : line) {
      Optional<String> each = fill(argument, values);
      if (each.isEmpty()) {
        return Optional.empty();
      }
      filled.add(each.get());
    }
    return Optional.of(filled);
  }

  /** The block once for each occasion that has all its values; each outcome once. */
  static Set<List<List<String>>> fill(Block block, List<Map<String, String>> occasions) {
    Set<List<List<String>>> filled = new LinkedHashSet<>();
    for (Map<String, String> occasion : occasions) {
      List<List<String>> lines = new ArrayList<>();
      for (List<String> line : block.lines()) {
        fill(line, occasion).ifPresent(lines::add);
      }
      if (lines.size() == block.lines().size()) {
        filled.add(List.copyOf(lines));
      }
    }
    return filled;
  }
}
