package dev.zprobe.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  @ParameterizedTest
  @CsvSource({
    "open,open,unchanged",
    "open,filtered,newly-failing",
    "open,open-or-filtered,newly-failing",
    "open-or-filtered,filtered,newly-failing",
    "open-or-filtered,open-or-filtered,unchanged",
    "filtered,open,fixed",
    "filtered,open-or-filtered,fixed",
    "filtered,rejected,changed-reason",
    "filtered,filtered,still-failing",
    "filtered,not-tested,not-retested",
    "open,not-tested,not-retested",
    "not-tested,open,newly-tested",
    "not-tested,filtered,newly-tested",
    "not-tested,not-tested,unchanged"
  })
  void everyPairOfStatesHasAName(String before, String after, String change) {
    Comparison comparison = compare(new Reports().udp(1, before), new Reports().udp(1, after));
    assertEquals(change, comparison.targets().get(0).kind().id());
    assertEquals(change.equals("newly-failing"), comparison.worse());
  }

  @Test
  void whatOnlyOneRunHasIsNotRetestedOrNew() {
    Comparison comparison = compare(new Reports().udp(1, "open"), new Reports().udp(2, "filtered"));
    assertEquals(List.of("not-retested", "newly-tested"), kinds(comparison));
    assertFalse(comparison.worse());
  }

  @Test
  void anotherCauseIsAnotherReasonAndNoWorsening() {
    Comparison comparison =
        compare(
            new Reports().udp(1, "filtered").finding("port-dropped", "blocking", 1, 2),
            new Reports().udp(1, "filtered").finding("host-firewall", "blocking", 1, 0));
    assertEquals(List.of("changed-reason"), kinds(comparison));
    assertFalse(comparison.worse());
  }

  @Test
  void theSameCauseElsewhereHasMoved() {
    Comparison comparison =
        compare(
            new Reports().udp(1, "filtered").finding("port-dropped", "blocking", 1, 2),
            new Reports().udp(1, "filtered").finding("port-dropped", "blocking", 1, 3));
    assertEquals(List.of("moved-hop"), kinds(comparison));
    assertFalse(comparison.worse());
  }

  @Test
  void anOpenPortThatSuffersFails() {
    Comparison comparison =
        compare(
            new Reports().udp(1, "open"),
            new Reports().udp(1, "open").finding("rate-limited", "degrading", 1, 2));
    assertEquals(List.of("newly-failing"), kinds(comparison));
    assertTrue(comparison.worse());
  }

  @Test
  void aNewFindingWithoutEndpointsIsWorseAndANoteIsNot() {
    Reports plain = new Reports().udp(1, "open");
    assertTrue(
        compare(plain, new Reports().udp(1, "open").finding("clock-skewed", "blocking", 9, 0))
            .worse());
    assertFalse(
        compare(plain, new Reports().udp(1, "open").finding("nat-symmetric", "note", 9, 0))
            .worse());
  }

  @Test
  void aFindingThatWeighsMoreIsWorse() {
    Reports before = new Reports().udp(1, "open").finding("packet-loss", "degrading", 1, 2);
    Reports after = new Reports().udp(1, "open").finding("packet-loss", "blocking", 1, 2);
    assertTrue(compare(before, after).worse());
    assertFalse(compare(after, before).worse());
  }

  @Test
  void findingsPairByCauseAndScope() {
    Comparison comparison =
        compare(
            new Reports()
                .udp(1, "filtered")
                .udp(2, "filtered")
                .finding("port-dropped", "blocking", 1, 2)
                .finding("port-dropped", "blocking", 2, 2),
            new Reports()
                .udp(1, "open")
                .udp(2, "filtered")
                .finding("port-dropped", "blocking", 2, 2));
    assertEquals(List.of("fixed", "still-failing"), kinds(comparison));
    assertEquals(
        List.of("kept F2 F1", "gone F1 -"),
        comparison.findings().stream()
            .map(
                each ->
                    each.kind().id()
                        + " "
                        + each.before().map(FindingView::id).orElse("-")
                        + " "
                        + each.after().map(FindingView::id).orElse("-"))
            .toList());
  }

  @Test
  void theJsonCarriesTheFramesOfBothSides() {
    Comparison comparison = compare(new Reports().udp(7, "open"), new Reports().udp(7, "filtered"));
    ObjectNode json = ComparisonJson.of(comparison);
    assertEquals("newly-failing", json.at("/targets/0/change").asText());
    assertEquals(7, json.at("/targets/0/before/frames/0").asInt());
    assertEquals("filtered", json.at("/targets/0/after/state").asText());
    assertEquals(1, json.at("/counts/newly-failing").asInt());
    assertTrue(json.path("worse").asBoolean());
  }

  private static Comparison compare(Reports before, Reports after) {
    return Comparison.of(before.view(), after.view());
  }

  private static List<String> kinds(Comparison comparison) {
    return comparison.targets().stream().map(each -> each.kind().id()).toList();
  }
}
