package dev.zprobe.repair;

import java.util.List;

/**
 * What is put away before a change. Templates, as in {@link Block}.
 *
 * @param file to be copied, content, mode and owner; a missing one is remembered as missing. A
 *     directory is moved away as a whole. Empty where a command is meant
 * @param command whose output is kept, or which writes {@code {record}/as} by itself
 * @param as the name within the record
 * @param head put before the output, so that the file can be fed back
 * @param line what becomes of each line of the output, {@code {line}} being it; empty for nothing
 * @param restore feeds it back; empty for a file, which is copied back
 * @param stable the command says the same again once the change is taken back
 */
public record Saved(
    String file,
    List<String> command,
    String as,
    String head,
    String line,
    List<String> restore,
    boolean stable) {
  public Saved {
    command = List.copyOf(command);
    restore = List.copyOf(restore);
  }

  public boolean isFile() {
    return !file.isEmpty();
  }
}
