package dev.zprobe.repair;

import java.util.List;

/**
 * How a repair is done on one platform.
 *
 * @param versions of the system that the commands are for
 * @param privileged needs an administrator's rights
 * @param asked done only for somebody who names the step: it costs much, or no test shows what it
 *     does
 * @param before commands that only look
 * @param undo commands that take it back, beside what was saved
 */
public record Procedure(
    String versions,
    boolean privileged,
    boolean asked,
    List<Block> before,
    List<Saved> saved,
    List<Block> commands,
    List<Block> undo) {
  public Procedure {
    before = List.copyOf(before);
    saved = List.copyOf(saved);
    commands = List.copyOf(commands);
    undo = List.copyOf(undo);
  }

  /** For a platform of which the book says nothing. */
  static final Procedure NONE =
      new Procedure("", false, false, List.of(), List.of(), List.of(), List.of());
}
