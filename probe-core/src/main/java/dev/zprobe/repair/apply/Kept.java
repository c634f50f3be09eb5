package dev.zprobe.repair.apply;

import java.util.List;

/**
 * One thing that was put away before a change.
 *
 * @param file its place; empty for a command's output
 * @param command whose output it is; empty for a file
 * @param as its name within the record; empty when the file was not there
 * @param restore the command that feeds it back; empty for a file
 * @param digest SHA-256 of what was kept; empty when the file was not there or is a directory
 * @param after the same, after the change
 */
public record Kept(
    String file,
    List<String> command,
    String as,
    List<String> restore,
    Form form,
    String digest,
    String after) {
  /** What it is. */
  public enum Form {
    FILE,
    DIRECTORY,
    ABSENT,
    OUTPUT,
    /** Output that is the same again once the change is taken back. */
    STABLE_OUTPUT
  }

  public Kept {
    command = List.copyOf(command);
    restore = List.copyOf(restore);
  }

  Kept withAfter(String digestAfter) {
    return new Kept(file, command, as, restore, form, digest, digestAfter);
  }

  /** Whether it can be told that it is as it was. */
  boolean isChecked() {
    return form == Form.FILE || form == Form.ABSENT || form == Form.STABLE_OUTPUT;
  }

  /** In words: a file's place or a command. */
  String name() {
    return file.isEmpty() ? String.join(" ", command) : file;
  }
}
