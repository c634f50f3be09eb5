package dev.zprobe.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The differences from the reference that docs/captures.md lists with their reasons. */
public final class KnownDifferences {
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| (\\d+) \\| ([a-z ]+) \\|.*");

  private KnownDifferences() {}

  /**
   * What the page does not say.
   *
   * @param differences each beginning with its capture's name and a colon
   */
  public static List<String> unlisted(List<String> differences, String section) throws IOException {
    Map<String, Integer> listed = rows(section);
    Map<String, Integer> found = new TreeMap<>();
    differences.forEach(each -> found.merge(each.substring(0, each.indexOf(':')), 1, Integer::sum));
    List<String> wrong = new ArrayList<>();
    found.forEach(
        (capture, count) -> {
          if (!count.equals(listed.get(capture))) {
            wrong.add(capture + ": " + count + ", listed " + listed.getOrDefault(capture, 0));
          }
        });
    listed.forEach(
        (capture, count) -> {
          if (!found.containsKey(capture)) {
            wrong.add(capture + ": none, listed " + count);
          }
        });
    return wrong;
  }

  /** Those that are not the reference's own errors. */
  public static List<String> ours(List<String> differences, String section) throws IOException {
    Set<String> wrong = new HashSet<>();
    for (Matcher row : matches(section)) {
      if (row.group(3).equals("reference")) {
        wrong.add(row.group(1));
      }
    }
    return differences.stream()
        .filter(each -> !wrong.contains(each.substring(0, each.indexOf(':'))))
        .toList();
  }

  private static Map<String, Integer> rows(String section) throws IOException {
    Map<String, Integer> rows = new TreeMap<>();
    for (Matcher row : matches(section)) {
      rows.put(row.group(1), Integer.valueOf(row.group(2)));
    }
    return rows;
  }

  private static List<Matcher> matches(String section) throws IOException {
    Path page = Path.of("../docs/captures.md");
    Path here = Files.exists(page) ? page : Path.of("docs/captures.md");
    List<Matcher> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(here)) {
      if (line.startsWith("## ")) {
        inside = line.equals("## " + section);
      }
      Matcher row = ROW.matcher(line);
      if (inside && row.matches()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
