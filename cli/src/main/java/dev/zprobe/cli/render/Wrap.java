package dev.zprobe.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Breaks text at spaces. */
final class Wrap {
  private Wrap() {}

  /** Lines of at most {@code width} characters, but never less than one word. */
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" +")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
