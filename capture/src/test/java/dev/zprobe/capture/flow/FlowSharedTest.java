package dev.zprobe.capture.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.KnownDifferences;
import dev.zprobe.capture.SharedCaptures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tracker against the facts of many captures that were made elsewhere. */
@Tag("shared")
class FlowSharedTest {
  /** Of a hundred thousand facts. */
  private static final long LEAST_AGREEMENT = 99_800;

  @Test
  void theTrackerAgreesWithTheFactsOfTheCaptures() throws IOException {
    Path captures = SharedCaptures.folder();
    long facts = 0;
    List<String> differences = new ArrayList<>();
    try (Stream<Path> files = Files.walk(captures)) {
      for (Path truth :
          files.filter(file -> file.toString().endsWith(".truth.json")).sorted().toList()) {
        String name = truth.toString();
        SharedTruth.Verdict verdict =
            SharedTruth.compare(Path.of(name.substring(0, name.length() - 11)));
        facts += verdict.facts();
        differences.addAll(verdict.differences());
      }
    }
    String list = System.getProperty("zprobe.flowDifferences", "");
    if (!list.isEmpty()) {
      Files.write(Path.of(list), differences);
    }
    assertEquals(List.of(), KnownDifferences.unlisted(differences, "Flows"));
    long agreement =
        100_000
            - 100_000L * KnownDifferences.ours(differences, "Flows").size() / Math.max(1, facts);
    assertTrue(
        agreement >= LEAST_AGREEMENT,
        differences.size() + " of " + facts + " facts differ:\n" + String.join("\n", differences));
  }
}
