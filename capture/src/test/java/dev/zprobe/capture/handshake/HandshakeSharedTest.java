package dev.zprobe.capture.handshake;

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

/** Followers against the facts of many captures that were made elsewhere. */
@Tag("shared")
class HandshakeSharedTest {
  /** Of a hundred thousand facts. */
  private static final long LEAST_AGREEMENT = 99_000;

  @Test
  void followersAgreeWithTheFactsOfTheCaptures() throws IOException {
    long facts = 0;
    List<String> differences = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SharedCaptures.folder())) {
      for (Path truth :
          files.filter(file -> file.toString().endsWith(".truth.json")).sorted().toList()) {
        String name = truth.toString();
        HandshakeTruth.Verdict verdict =
            HandshakeTruth.compare(Path.of(name.substring(0, name.length() - 11)));
        facts += verdict.facts();
        differences.addAll(verdict.differences());
      }
    }
    String list = System.getProperty("zprobe.differences", "");
    if (!list.isEmpty()) {
      Files.write(Path.of(list), differences);
    }
    assertEquals(List.of(), KnownDifferences.unlisted(differences, "Handshakes"));
    long agreement =
        100_000
            - 100_000L
                * KnownDifferences.ours(differences, "Handshakes").size()
                / Math.max(1, facts);
    assertTrue(
        agreement >= LEAST_AGREEMENT,
        differences.size() + " of " + facts + " facts differ: " + String.join("\n", differences));
  }
}
