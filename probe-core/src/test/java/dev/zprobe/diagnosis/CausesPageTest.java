package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.rule.AllRules;
import dev.zprobe.diagnosis.rule.CausesPage;
import dev.zprobe.repair.Repair;
import dev.zprobe.repair.RepairBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CausesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "causes.md");

  @Test
  void everyCauseHasExactlyOneRuleWithNotes() {
    List<Cause> covered = AllRules.list().stream().map(Rule::cause).toList();

    assertEquals(List.of(Cause.values()).size(), covered.size());
    assertEquals(EnumSet.allOf(Cause.class), EnumSet.copyOf(covered));
    for (Rule rule : AllRules.list()) {
      RuleNotes notes = rule.notes();
      for (String text : List.of(notes.seen(), notes.excluded(), notes.decides(), notes.blame())) {
        assertFalse(text.isBlank(), rule.cause().id());
      }
    }
  }

  @Test
  void noCauseFollowsFromItselfEvenAroundCorners() {
    for (Cause cause : Cause.values()) {
      Set<Cause> reached = EnumSet.noneOf(Cause.class);
      follow(cause, reached);
      assertFalse(reached.contains(cause), cause.id());
    }
  }

  private static void follow(Cause cause, Set<Cause> reached) {
    for (Cause next : cause.explains()) {
      if (reached.add(next)) {
        follow(next, reached);
      }
    }
  }

  @Test
  void pageOfCausesIsFresh() throws IOException {
    assertTrue(Files.exists(PAGE), "run this class's main in the module's folder");
    assertEquals(
        CausesPage.text(CausesPageTest::repairs),
        Files.readString(PAGE),
        "run this class's main to renew it");
  }

  private static CausesPage.Repairs repairs(Cause cause) {
    List<Repair> book = RepairBook.builtIn().repairs();
    return new CausesPage.Repairs(
        ids(book, each -> each.reasons().stream().anyMatch(why -> why.cause() == cause)),
        ids(book, each -> objects(each, cause, false)),
        ids(book, each -> objects(each, cause, true)));
  }

  private static boolean objects(Repair repair, Cause cause, boolean harmful) {
    return repair.objections().stream()
        .anyMatch(each -> each.causes().contains(cause) && each.harmful() == harmful);
  }

  private static List<String> ids(List<Repair> book, Predicate<Repair> which) {
    return book.stream().filter(which).map(Repair::id).toList();
  }

  /** Renews the page; run in the module's folder. */
  public static void main(String[] arguments) throws IOException {
    Files.createDirectories(PAGE.getParent());
    Files.writeString(PAGE, CausesPage.text(CausesPageTest::repairs));
  }
}
