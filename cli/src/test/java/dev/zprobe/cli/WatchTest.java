package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.cli.command.Pipeline;
import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnosis.State;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Observations;
import dev.zprobe.probe.KeyLog;
import dev.zprobe.probe.Localiser;
import dev.zprobe.probe.ProbeRunner;
import dev.zprobe.traffic.TrafficObservers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
  @TempDir private Path place;
  private final Captured zprobe = new Captured();
  private final Rounds rounds = new Rounds(zprobe.pipeline);

  @Test
  void endsWhenHealthyAndShowsOnlyWhatChanged() throws IOException {
    rounds.say(State.FILTERED, State.FILTERED, State.FILTERED, State.OPEN);
    assertEquals(0, watch());
    assertEquals(4, rounds.made);
    assertEquals(2, zprobe.out().lines().filter(line -> line.contains("  round ")).count());
    assertTrue(zprobe.out().contains("fixed"), zprobe::text);
    assertEquals(2, Files.readAllLines(place.resolve("w/history.jsonl")).size());
  }

  @Test
  void quietShowsTheVerdictsAndNothingElse() {
    rounds.say(State.FILTERED, State.FILTERED, State.OPEN);
    assertEquals(0, watch("--quiet"));
    assertEquals(2, zprobe.out().lines().count(), zprobe::text);
    assertTrue(zprobe.out().lines().allMatch(line -> line.contains("  round ")), zprobe::text);
    assertEquals(List.of(), zprobe.err());
  }

  @Test
  void theLastStateIsTheExitCode() {
    rounds.say(State.FILTERED, State.OPEN, State.FILTERED);
    assertEquals(1, watch("--rounds", "3", "--for", "1h"));
    assertEquals(3, rounds.made);
  }

  @Test
  void theFirstFailureIsKeptAndNothingElse() throws IOException {
    rounds.say(State.FILTERED, State.REJECTED, State.OPEN);
    watch();
    Path kept = place.resolve("w/first-failure/report.json");
    assertTrue(Files.readString(kept).contains("\"filtered\""));
    assertFalse(Files.exists(place.resolve("w/round")));
  }

  @Test
  void metricsAreWholeAndReadable() throws IOException {
    rounds.say(State.FILTERED, State.OPEN);
    Path file = place.resolve("zprobe.prom");
    assertEquals(0, watch("--textfile", file.toString(), "--listen", "0"));
    String metrics = Files.readString(file);
    assertTrue(metrics.contains("zprobe_rounds_total 2\n"), metrics);
    assertTrue(metrics.contains("zprobe_status{status=\"healthy\"} 1\n"), metrics);
    String labels = "{target=\"we\\\"b\",address=\"203.0.113.1\",port=\"443\",transport=\"tcp\"}";
    assertTrue(metrics.contains("zprobe_endpoint_failing" + labels + " 0\n"), metrics);
    assertTrue(zprobe.err().get(0).contains("http://127.0.0.1:"), zprobe::text);
  }

  @Test
  void wrongUsageIsTwo() {
    assertEquals(2, watch("--listen", "somewhere:9115"));
    assertEquals(2, watch("--listen", "127.0.0.1:99999"));
    assertEquals(2, watch("--rounds", "0"));
    assertEquals(2, watch("--every", "soon"));
    assertEquals(0, rounds.made);
  }

  @Test
  void manyRoundsLeaveNoDescriptorOpen() throws IOException {
    Path open = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(open));
    rounds.say(State.FILTERED);
    watch("--rounds", "1");
    long before = count(open);
    rounds.say(State.FILTERED, State.OPEN, State.FILTERED);
    zprobe.run(
        rounds,
        "watch",
        "203.0.113.1:443/tcp",
        "--every",
        "1ms",
        "--rounds",
        "50",
        "--for",
        "1h",
        "--out",
        place.resolve("many").toString());
    assertTrue(count(open) <= before + 2, () -> "more descriptors than " + before);
  }

  private static long count(Path directory) throws IOException {
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        count += file.getNameCount() > 0 ? 1 : 0;
      }
    }
    return count;
  }

  private int watch(String... more) {
    String[] all = new String[more.length + 6];
    String[] head = {"watch", "203.0.113.1:443/tcp", "--every", "1ms", "--out"};
    System.arraycopy(head, 0, all, 0, head.length);
    all[5] = place.resolve("w").toString();
    System.arraycopy(more, 0, all, 6, more.length);
    return zprobe.run(rounds, all);
  }

  /** Says one state after the other; the last one for ever. */
  private static final class Rounds implements Pipeline {
    private final FakePipeline stages;
    private final Queue<State> states = new ArrayDeque<>();
    private int made;

    Rounds(FakePipeline stages) {
      this.stages = stages;
    }

    void say(State... next) {
      states.clear();
      states.addAll(List.of(next));
    }

    @Override
    public Diagnosis diagnose(Observations seen) {
      made++;
      State state = states.size() > 1 ? states.remove() : states.element();
      boolean open = state == State.OPEN;
      Endpoint endpoint = Endpoint.tcp(Addresses.parse("203.0.113.1").orElseThrow(), 443);
      return new Diagnosis(
          new Diagnosis.Verdict(
              open ? Status.HEALTHY : Status.BLOCKED,
              "It is " + state.text() + ".",
              open ? Optional.empty() : Optional.of(Blame.NETWORK),
              Diagnosis.Error104103.NOT_REPRODUCED),
          List.of(),
          List.of(new Diagnosis.TargetState("we\"b", endpoint, state, "r", List.of())));
    }

    @Override
    public TrafficObservers observers() {
      return stages.observers();
    }

    @Override
    public ProbeRunner runner(KeyLog keys) {
      return stages.runner(keys);
    }

    @Override
    public Localiser localiser() {
      return stages.localiser();
    }

    @Override
    public boolean privileged() {
      return false;
    }
  }
}
