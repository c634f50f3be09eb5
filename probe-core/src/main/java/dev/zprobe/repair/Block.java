package dev.zprobe.repair;

import java.util.List;

/**
 * Commands that belong together, as templates: {@code {name}} stands for a value. A block whose
 * values differ from occasion to occasion is repeated for each; one that lacks a value is left out.
 *
 * @param optional the program may be missing or refuse, as long as another one of the step works
 * @param lines each a program and its arguments
 */
public record Block(boolean optional, List<List<String>> lines) {
  public Block {
    lines = lines.stream().map(List::copyOf).toList();
  }
}
