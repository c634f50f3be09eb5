package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import java.util.List;
import java.util.function.Function;

/** The page of all causes, written from the rules themselves. */
public final class CausesPage {
  private CausesPage() {}

  /** What the repair book says of one cause. */
  public record Repairs(List<String> help, List<String> doNotHelp, List<String> harm) {}

  /**
   * Markdown; the same for the same code.
   *
   * @param repairs the book, which knows of causes while they know nothing of it
   */
  public static String text(Function<Cause, Repairs> repairs) {
    StringBuilder page = new StringBuilder();
    page.append("# Causes\n\n")
        .append("Generated from the rules by `CausesPageTest`; a test fails when it is stale.\n")
        .append("Each cause has one rule, pure and without knowledge of the others. What follows")
        .append(" from what is data.\n\n")
        .append("How much a finding weighs: it is *blocking* when a required target is lost at a")
        .append(" port over every address that was tried, since as long as one address works the")
        .append(
            " client gets through, only worse; then it is *degrading*. What only endpoints that")
        .append(
            " are not required suffer is at most degrading. A *note* says what is not known.\n");
    for (Rule rule : AllRules.list()) {
      RuleNotes notes = rule.notes();
      page.append("\n## `").append(rule.cause().id()).append("`\n\n");
      line(page, "Stage", rule.cause().stage().text());
      line(page, "Seen", notes.seen());
      line(page, "Not this", notes.excluded());
      line(page, "Decides", notes.decides());
      line(page, "Usually", notes.blame());
      List<String> followers = rule.cause().explains().stream().map(each -> each.id()).toList();
      if (!followers.isEmpty()) {
        String reach = rule.cause().isGlobal() ? "Explains" : "Explains within its scope";
        line(page, reach, String.join(", ", followers));
      }
      Repairs book = repairs.apply(rule.cause());
      list(page, "Helps", book.help());
      list(page, "Does not help", book.doNotHelp());
      list(page, "Harms", book.harm());
    }
    return page.toString();
  }

  private static void list(StringBuilder page, String what, List<String> ids) {
    if (!ids.isEmpty()) {
      line(page, what, "`" + String.join("`, `", ids) + "`");
    }
  }

  private static void line(StringBuilder page, String what, String text) {
    page.append("- **").append(what).append(":** ").append(text).append('\n');
  }
}
