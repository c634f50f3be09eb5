package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.cli.command.RealPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are killed at some moment: what they leave says that it is partial, and can be read.
 * {@code ZPROBE_KILLS} says how many, {@code ZPROBE_LAUNCHER} another program.
 */
@Tag("netns")
class KilledRunTest {
  private static final int KILLS = 4;
  private static final long LONGEST_MILLIS = 6_000;
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir private Path directory;

  @Test
  void whatAKilledRunLeavesIsReadable() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    int kills = Integer.parseInt(System.getenv().getOrDefault("ZPROBE_KILLS", "" + KILLS));
    Random random = new Random(9);
    for (int round = 0; round < kills; round++) {
      Path bundle = directory.resolve("bundle" + round + (round % 3 == 2 ? ".zip" : ""));
      boolean ended = killed(bundle, random.nextLong(LONGEST_MILLIS));
      check(bundle, ended);
    }
  }

  /** Ctrl-C: one line, the code for no verdict, what there is so far, and nothing else. */
  @Test
  void aStoppedRunSaysWhatItLeaves() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Path bundle = directory.resolve("stopped");
    Path temporary = Files.createDirectory(directory.resolve("temporary"));
    Path said = directory.resolve("said.txt");
    String launcher = System.getenv().getOrDefault("ZPROBE_LAUNCHER", top() + "/cli/zprobe");
    ProcessBuilder builder =
        new ProcessBuilder(launcher, "demo", "udp-silent", "--out", bundle.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile());
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    Process run = builder.start();
    for (int waited = 0; waited < PATIENCE_MILLIS && !Files.exists(bundle); waited += 10) {
      Thread.sleep(10);
    }
    Thread.sleep(500);
    run.destroy();
    assertEquals(3, run.waitFor());
    assertTrue(Files.readString(said).contains(bundle + " is a partial bundle"));
    check(bundle, false);
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(
          List.of(), left.filter(each -> each.toString().contains("zprobe-demo")).toList());
    }
  }

  /** Runs, and kills so long after the bundle is begun; true when the run was faster. */
  private boolean killed(Path bundle, long afterMillis) throws IOException, InterruptedException {
    String launcher = System.getenv().getOrDefault("ZPROBE_LAUNCHER", top() + "/cli/zprobe");
    ProcessBuilder builder =
        new ProcessBuilder(launcher, "demo", "hello-reset", "--quiet", "--out", bundle.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    // What a killed process leaves among the temporary files goes with the test's own.
    builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory);
    Process run = builder.start();
    try {
      for (int waited = 0; waited < PATIENCE_MILLIS && run.isAlive(); waited += 10) {
        if (Files.exists(bundle) || Files.exists(workplace(bundle))) {
          return run.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        }
        Thread.sleep(10);
      }
      return true;
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly().waitFor();
    }
  }

  private static Path workplace(Path bundle) {
    return bundle.resolveSibling(bundle.getFileName() + ".partial");
  }

  private static Path top() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("cli/zprobe"))) {
      at = at.getParent();
    }
    return at;
  }

  private void check(Path bundle, boolean ended) {
    Path left = Files.exists(bundle) ? bundle : workplace(bundle);
    Captured program = new Captured();
    int code = program.run("evidence", "verify", left.toString());
    if (left.equals(bundle) && code == 0) {
      return; // it was sealed already
    }
    assertEquals(1, code, program.text());
    assertTrue(!ended, () -> "a run that ended left a partial bundle: " + program.text());
    assertTrue(program.out().startsWith("partial"), program.out());
    assertEquals(List.of(), program.err());
    assertEquals(0, new Captured().run("evidence", "show", left.toString()));
    Path capture = left.resolve("capture.pcapng");
    if (Files.exists(capture)) {
      Captured analysis = new Captured();
      int read = analysis.run(new RealPipeline(), "analyze", capture.toString(), "--quiet");
      assertTrue(read == 0 || read == 1, analysis.text());
      assertEquals(List.of(), analysis.err());
    }
  }
}
