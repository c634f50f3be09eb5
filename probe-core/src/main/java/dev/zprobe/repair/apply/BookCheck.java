package dev.zprobe.repair.apply;

import dev.zprobe.repair.Platform;
import dev.zprobe.repair.Procedure;
import dev.zprobe.repair.RepairBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Records may have come from anywhere: only what the book itself would write for that step is
 * carried out.
 */
public final class BookCheck {
  private BookCheck() {}

  /**
   * What the book does not know, one per line; empty when a record is sound.
   *
   * @param here the machine on which it is to be undone
   */
  public static List<String> strangers(RepairRecord record, Platform platform, ThisMachine here) {
    Optional<Procedure> procedure =
        RepairBook.builtIn().repair(record.step()).map(repair -> repair.on(platform));
    if (procedure.isEmpty()) {
      return List.of("the step " + record.step());
    }
    List<String> strangers = new ArrayList<>();
    List<List<String>> undo = new ArrayList<>();
    procedure.get().undo().forEach(block -> undo.addAll(block.lines()));
    for (List<String> line : record.undo()) {
      if (undo.stream().noneMatch(template -> matches(template, line))) {
        strangers.add(String.join(" ", line));
      }
    }
    for (Kept kept : record.kept()) {
      boolean known =
          procedure.get().saved().stream()
              .anyMatch(
                  saved ->
                      matches(saved.command(), kept.command())
                          && matches(saved.restore(), kept.restore())
                          && isPlace(saved.file(), kept.file(), platform, here));
      if (!known) {
        strangers.add(kept.name());
      }
    }
    return strangers;
  }

  /** A file of a record may only be where the book has files on this machine. */
  private static boolean isPlace(
      String template, String file, Platform platform, ThisMachine here) {
    if (template.isEmpty() || file.isEmpty()) {
      return template.isEmpty() && file.isEmpty();
    }
    return here.places(platform, template).contains(file);
  }

  private static boolean matches(List<String> template, List<String> line) {
    if (template.size() != line.size()) {
      return false;
    }
    for (int index = 0; index < line.size(); index++) {
      if (!pattern(template.get(index)).matcher(line.get(index)).matches()) {
        return false;
      }
    }
    return true;
  }

  private static Pattern pattern(String template) {
    StringBuilder pattern = new StringBuilder();
    for (String part : template.split("(?=\\{[A-Za-z]+})|(?<=})")) {
      pattern.append(part.matches("\\{[A-Za-z]+}") ? "[^;\\n\\r]*" : Pattern.quote(part));
    }
    return Pattern.compile(pattern.toString());
  }
}
