package dev.zprobe.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The scenarios leave no cause out; needs no lab. */
class ScenariosCoverTest {
  private static final int FEWEST = 70;

  private static List<Scenario> scenarios() throws IOException {
    return Scenario.all(Lab.top().resolve("testdata/scenario"));
  }

  @Test
  void everyCauseIsFoundSomewhereAndDeniedInItsNearMiss() throws IOException {
    Set<String> found = new HashSet<>();
    Set<String> denied = new HashSet<>();
    for (Scenario scenario : scenarios()) {
      found.addAll(scenario.causes());
      denied.addAll(scenario.nearMisses());
    }
    Set<String> unfound = new TreeSet<>();
    Set<String> undenied = new TreeSet<>();
    for (Cause cause : Cause.values()) {
      if (!found.contains(cause.id())) {
        unfound.add(cause.id());
      }
      if (!denied.contains(cause.id())) {
        undenied.add(cause.id());
      }
    }
    assertEquals(Set.of(), unfound, "causes that no scenario has");
    assertEquals(Set.of(), undenied, "causes without a near miss");
  }

  @Test
  void everyScenarioSaysWhatItIsAndIsDemanded() throws IOException {
    Path folder = Lab.top().resolve("testdata/scenario");
    List<Scenario> all = scenarios();
    assertTrue(all.size() >= FEWEST, () -> "only " + all.size());
    for (Scenario scenario : all) {
      assertTrue(
          Files.exists(folder.resolve(scenario.name()).resolve("README.md")), scenario::name);
      assertTrue(!scenario.pending(), scenario::name);
    }
  }
}
