package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.cli.command.RealPipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One real run on loopback, and what others make of its bundle. */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoEvidenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private Path bundle;
  private JsonNode report;

  @BeforeAll
  void run() throws IOException {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    bundle = directory.resolve("bundle");
    Captured program = new Captured();
    int code =
        program.run(
            new RealPipeline(), "demo", "hello-reset", "--quiet", "--out", bundle.toString());
    assertEquals(1, code, program.text());
    report = JSON.readTree(bundle.resolve("report.json").toFile());
    Assumptions.assumeTrue(report.path("capture").path("live").asBoolean(), "needs a capture");
  }

  @Test
  void tsharkShowsTheCommentAtAFrameThatTheFindingNames() throws Exception {
    String words = "F1: last ClientHello; no ServerHello followed";
    List<String> lines =
        tshark(
            "-Y", "frame.comment contains \"" + words + "\"", "-T", "fields", "-e", "frame.number");
    assertFalse(lines.isEmpty());
    List<String> named = new ArrayList<>();
    for (JsonNode evidence : report.path("findings").path(0).path("evidence")) {
      evidence.path("frames").forEach(frame -> named.add(frame.asText()));
    }
    assertTrue(named.containsAll(lines), lines + " of " + named);
  }

  @Test
  void tsharkDecryptsTheProbesOwnTlsFromTheCaptureAlone() throws Exception {
    assertFalse(tshark("-Y", "tls && http").isEmpty());
  }

  @Test
  void everyFrameOfTheReportIsInTheCapture() throws Exception {
    assertEquals(report.path("capture").path("frames").asInt(), tshark().size());
  }

  @Test
  void theRedactedCopyTellsTheSameStoryAndNamesNobody() throws IOException {
    Path copy = directory.resolve("copy");
    Captured program = new Captured();
    assertEquals(
        0,
        program.run("evidence", "redact", bundle.toString(), "--out", copy.toString()),
        program.text());
    assertEquals(0, new Captured().run("evidence", "verify", copy.toString()));
    assertEquals(causes(bundle), causes(copy));
    JsonNode redacted = JSON.readTree(copy.resolve("report.json").toFile());
    ReportSchema.accepts(redacted.toString());
    assertEquals(
        report.path("findings").findValuesAsText("cause"),
        redacted.path("findings").findValuesAsText("cause"));
    try (var files = Files.list(copy)) {
      for (Path file : files.toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String original : List.of("service.test", "neutral.test", "127.77.0.", "eth0")) {
          assertFalse(content.contains(original), file + " holds " + original);
        }
        assertFalse(content.contains("\7service\4test"), file + " holds a name of DNS");
      }
    }
  }

  private static Set<String> causes(Path bundle) throws IOException {
    Path file = bundle.resolveSibling(bundle.getFileName() + ".again.json");
    Captured program = new Captured();
    int code =
        program.run(
            new RealPipeline(),
            "analyze",
            bundle.resolve("capture.pcapng").toString(),
            "--report",
            file.toString(),
            "--quiet");
    assertEquals(1, code, program.text());
    return new TreeSet<>(JSON.readTree(file.toFile()).path("findings").findValuesAsText("cause"));
  }

  private List<String> tshark(String... arguments) throws IOException, InterruptedException {
    boolean there = Files.isExecutable(Path.of("/usr/bin/tshark"));
    Assumptions.assumeTrue(there, "needs tshark");
    List<String> command =
        new ArrayList<>(List.of("tshark", "-r", bundle.resolve("capture.pcapng").toString()));
    command.addAll(List.of(arguments));
    Path lines = directory.resolve("tshark.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(lines.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return Files.readAllLines(lines);
  }
}
