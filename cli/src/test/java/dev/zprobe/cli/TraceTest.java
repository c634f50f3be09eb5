package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.PathLadder.Hop;
import dev.zprobe.observation.PathLadder.Payload;
import dev.zprobe.observation.PathLadder.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.PathLadder.Tries;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String PLACE = "203.0.113.30";

  @TempDir private Path place;
  private final Captured zprobe = new Captured();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace",
        "trace a.example b.example",
        "trace 1.2.3.400",
        "trace 203.0.113.30:8801/udp --no-trace",
        "trace 203.0.113.30:8801/udp --engine magic",
        "trace 203.0.113.30:8801/udp --pause soon",
      })
  void wrongUsageIsOneLineAndTwo(String line) {
    assertEquals(2, zprobe.run(line.split(" ")), () -> zprobe.err().toString());
    assertEquals(1, zprobe.err().size(), () -> zprobe.err().toString());
  }

  @Test
  void withoutAWayToClimbTheEnvironmentRefusesAndSaysWhatMendsIt() {
    zprobe.pipeline.engines = List.of();
    assertEquals(4, trace());
    assertTrue(zprobe.err().get(0).contains("sudo zprobe trace"), zprobe.err().toString());
  }

  @ParameterizedTest
  @CsvSource({"HEALTHY,0", "DEGRADED,1", "BLOCKED,1", "INCONCLUSIVE,3"})
  void theExitCodeIsTheVerdict(Diagnosis.Status status, int code) {
    zprobe.pipeline.diagnosis = FakePipeline.verdict(status);
    assertEquals(code, trace());
  }

  @Test
  void everyStageIsClimbedThroughNoProxyWithoutClockAndPortals() {
    assertEquals(0, trace("--pause", "2m"));
    assertTrue(zprobe.pipeline.asked.everything());
    assertEquals(Duration.ofMinutes(2), zprobe.pipeline.asked.pause());
    assertEquals(List.of(), zprobe.pipeline.plan.catalog().timeServers());
    assertEquals(List.of(), zprobe.pipeline.plan.catalog().portalChecks());
    assertFalse(zprobe.pipeline.plan.stages().load());
  }

  @Test
  void theTableShowsBothLaddersAndTheRange() {
    zprobe.pipeline.observations = dropped();
    assertEquals(0, trace());
    String out = zprobe.out();
    assertTrue(out.contains("hop  address"), out);
    assertTrue(out.contains("* 0/4"), out);
    assertTrue(out.contains("between hop 1 (10.0.0.1) and hop 2 (10.0.1.1)"), out);
    assertTrue(out.contains("nothing answered any more"), out);
  }

  @Test
  void theReportNamesTheStageAndKeepsToItsSchema() throws IOException {
    zprobe.pipeline.observations = dropped();
    trace("--json");
    ReportSchema.accepts(zprobe.out());
    JsonNode report = new ObjectMapper().readTree(zprobe.out());
    JsonNode stage = report.at("/path/stages/0");
    assertEquals("trace", report.at("/run/command").asText());
    assertEquals("dropped", stage.path("outcome").asText());
    assertEquals(1, stage.at("/location/first").asInt());
    assertEquals(2, stage.at("/location/last").asInt());
    assertEquals("O1", stage.path("control").asText());
    assertEquals("silence", report.at("/path/ladders/1/stop").asText());
    assertEquals(4, report.at("/path/ladders/1/hops/1/sent").asInt());
  }

  @Test
  void whereNothingWasClimbedItIsSaid() {
    trace();
    assertFalse(zprobe.out().contains("hop  address"));
    assertTrue(zprobe.out().contains("no ladder was climbed"), zprobe.out());
  }

  private int trace(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("trace", PLACE + ":8801/udp", "--out", place.resolve("b").toString()));
    words.addAll(List.of(more));
    return zprobe.run(words.toArray(new String[0]));
  }

  private static List<Observation> dropped() {
    Hop first = router(1, "10.0.0.1");
    Hop silent = new Hop(2, Reply.SILENT, Optional.empty(), Duration.ZERO, "", new Tries(4, 0));
    Hop arrived = new Hop(3, Reply.ANSWER, Optional.of(address(PLACE)), Duration.ofMillis(9), "");
    return List.of(
        ladder("O1", 33434, true, List.of(first, router(2, "10.0.1.1"), arrived)),
        ladder("O2", 8801, false, List.of(first, silent)));
  }

  private static Hop router(int ttl, String from) {
    return new Hop(
        ttl, Reply.TIME_EXCEEDED, Optional.of(address(from)), Duration.ofMillis(ttl), "");
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }

  private static PathLadder ladder(String id, int port, boolean control, List<Hop> hops) {
    return new PathLadder(
        new Stamp(id, PLACE + ":8801/udp", Instant.EPOCH, Duration.ofMillis(20), List.of()),
        Endpoint.udp(address(PLACE), port),
        new Payload(Stage.DATAGRAM, control, "datagram to port " + port),
        hops,
        control ? Optional.empty() : Optional.of(Failure.of(FailureCode.PATH_LOST)),
        Trace.BLIND);
  }
}
