package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be are refused in one line, before any work is done. */
class GivenValuesTest {
  @TempDir private Path place;
  private final Captured zprobe = new Captured();

  /** Two quotes stand for an empty word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --report ''",
        "run --far-end '' zoom.us",
        "run --proxy '' zoom.us",
        "run ''",
        "run --service web zoom.us",
        "run --token-file /etc/hostname zoom.us",
        "run --token 0123456789abcdef0123456789abcdef",
        "run --proxy http://proxy.example:99999 zoom.us",
        "watch --rounds 99999999999999999999",
        "evidence verify --signer beef bundle",
        "repair plan --service web bundle",
        "repair apply -4 bundle",
        "trace --service web zoom.us",
        "analyze --where '' one.pcap",
        "analyze --keys - one.pcap",
        "compare --junit - a b",
        "compare - b",
        "capture --out ''",
        "respond --token-file /dev/null",
        "catalog check /dev/zero",
        "policy check /dev/zero",
      })
  void wrongUsageIsOneLineAndTwo(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      words.add(word.equals("''") ? "" : word);
    }
    assertEquals(2, zprobe.run(words.toArray(new String[0])), zprobe::text);
    assertEquals(1, zprobe.err().size(), zprobe::text);
    assertTrue(zprobe.err().get(0).startsWith("zprobe: "));
    assertEquals("", zprobe.out());
  }

  /** Before the first packet, not after the last. */
  @ParameterizedTest
  @ValueSource(strings = {"--report", "--junit"})
  void aResultWithoutAPlaceIsRefusedAtOnce(String option) throws IOException {
    Path file = Files.writeString(place.resolve("file"), "x");
    List<Path> wrong = List.of(place, place.resolve("none/x.json"), file.resolve("x.json"));
    for (Path each : wrong) {
      assertEquals(4, runWith(option, each.toString()), zprobe::text);
      assertTrue(zprobe.err().get(zprobe.err().size() - 1).contains(option), zprobe::text);
    }
    assertEquals(wrong.size(), zprobe.err().size());
    assertNull(zprobe.pipeline.plan);
  }

  @Test
  void aResultReplacesNeitherItsSourceNorAnother() throws IOException {
    Path file = Files.writeString(place.resolve("file"), "x");
    String there = file.toString();
    assertEquals(2, zprobe.run("analyze", there, "--flows", there), zprobe::text);
    String fresh = place.resolve("fresh").toString();
    assertEquals(2, runWith("--report", fresh, "--junit", fresh), zprobe::text);
    assertEquals("x", Files.readString(file));
  }

  @Test
  void whatIsQuotedStaysALine() {
    assertEquals(2, zprobe.run("catalog", "check", "x".repeat(9_000)));
    assertTrue(zprobe.err().get(0).length() < 1_100, zprobe::text);
  }

  private int runWith(String... more) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("run", "203.0.113.1:443/tcp", "--out"));
    words.add(place.resolve("bundle").toString());
    words.addAll(List.of(more));
    return zprobe.run(words.toArray(new String[0]));
  }
}
