package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Endpoint;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.Trace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpTest {
  @TempDir private Path directory;
  private OtlpCollector collector;
  private Captured program = new Captured();

  @BeforeEach
  void start() throws IOException {
    collector = OtlpCollector.start();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  @Test
  void aRunIsATraceWithASpanForEachObservation() throws IOException {
    assertEquals(1, run(collector.url() + "/"), program.text());
    collector.assertContent();
    JsonNode spans = collector.spans();
    assertEquals(3, spans.size());
    JsonNode root = spans.get(0);
    assertEquals("zprobe run", root.path("name").asText());
    assertEquals(2, root.at("/status/code").asInt());
    assertTrue(root.path("parentSpanId").isMissingNode());
    Set<String> ids = new HashSet<>();
    for (JsonNode span : spans) {
      assertTrue(ids.add(span.path("spanId").asText()), "no id twice");
      assertEquals(root.path("traceId"), span.path("traceId"));
      assertTrue(span.equals(root) || span.path("parentSpanId").equals(root.path("spanId")));
    }
    JsonNode failed = spans.get(2);
    assertEquals("1700000000500000000", failed.path("startTimeUnixNano").asText());
    assertEquals("1700000002500000000", failed.path("endTimeUnixNano").asText());
    assertEquals("2001:db8::1", attribute(failed, "server.address").path("stringValue").asText());
    assertEquals("8801", attribute(failed, "server.port").path("intValue").asText());
    assertEquals("tcp", attribute(failed, "network.transport").path("stringValue").asText());
    assertEquals("connect-timeout", attribute(failed, "error.type").path("stringValue").asText());
    assertTrue(Files.exists(directory.resolve("bundle/report.json")));
  }

  @Test
  void theVerdictIsAMetric() {
    run(collector.url());
    int ones = 0;
    for (JsonNode point : collector.metric("zprobe.run.status")) {
      boolean one = point.path("asInt").asText().equals("1");
      ones += one ? 1 : 0;
      String status = attribute(point, "zprobe.status").path("stringValue").asText();
      assertEquals(status.equals("blocked"), one, status);
    }
    assertEquals(1, ones);
    assertEquals(1, collector.metric("zprobe.run.duration").size());
  }

  @Test
  void aWatchSendsMetricsAfterEveryRound() {
    program.pipeline.diagnosis = FakePipeline.verdict(Diagnosis.Status.HEALTHY);
    int code =
        program.run(
            "watch",
            "--rounds",
            "2",
            "--for",
            "1m",
            "--every",
            "1s",
            "--out",
            directory.resolve("watch").toString(),
            "--otlp",
            collector.url());
    assertEquals(0, code, program.text());
    assertEquals(List.of(), collector.complaints);
    assertEquals(Set.of("metrics"), collector.bodies.keySet());
    assertEquals(2, collector.headers.size());
  }

  @Test
  void credentialsComeFromTheEnvironment() {
    program.onTerminal(
        Map.of(
            "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Bearer%20a+b, x-tenant = one,bad name=1"));
    run(collector.url());
    assertEquals("Bearer a+b", collector.headers.get(0).getFirst("Authorization"));
    assertEquals("one", collector.headers.get(0).getFirst("X-tenant"));
  }

  @Test
  void aCollectorThatFailsIsOneLineAndTheCodeStays() throws IOException {
    collector.status = 503;
    assertOneLine(collector.url(), "status 503");
    collector.status = 200;
    collector.reply =
        "{\"partialSuccess\":{\"rejectedSpans\":\"3\",\"errorMessage\":\"too\\u001b[2J old\"}}";
    assertOneLine(collector.url(), "rejects 3 of the traces");
    assertOneLine("http://127.0.0.1:1", "127.0.0.1:1");
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      assertOneLine("http://127.0.0.1:" + mute.getLocalPort(), "no answer within 3 s");
      assertTrue(System.nanoTime() - began < 8_000_000_000L, "it is not waited for long");
    }
    collector.reply = "what?";
    program = new Captured();
    assertEquals(1, run(collector.url()), program.text());
    assertEquals(List.of(), program.err());
  }

  @Test
  void whatIsNoUrlIsRefusedBeforeTheRun() {
    assertEquals(2, run("localhost:4318"), program.text());
    assertEquals(1, program.err().size(), program.text());
  }

  private void assertOneLine(String url, String words) throws IOException {
    program = new Captured();
    assertEquals(1, run(url), program.text());
    assertEquals(1, program.err().size(), program.text());
    assertTrue(program.err().get(0).contains(words), program.text());
    assertTrue(program.err().get(0).chars().noneMatch(each -> each == 0x1b), program.text());
  }

  private int run(String url) {
    if (program.pipeline.diagnosis.verdict().status() == Diagnosis.Status.HEALTHY) {
      program.pipeline.diagnosis = FakePipeline.verdict(Diagnosis.Status.BLOCKED);
    }
    program.pipeline.observations =
        List.of(connect("O1", "192.0.2.1", false), connect("O2", "2001:db8::1", true));
    Path first = directory.resolve("bundle");
    Path bundle = Files.exists(first) ? directory.resolve("b" + System.nanoTime()) : first;
    return program.run("run", "--out", bundle.toString(), "--quiet", "--otlp", url);
  }

  private static JsonNode attribute(JsonNode of, String key) {
    for (JsonNode each : of.path("attributes")) {
      if (each.path("key").asText().equals(key)) {
        return each.path("value");
      }
    }
    throw new AssertionError(key + " is not in " + of);
  }

  private static TcpConnect connect(String id, String address, boolean fails) {
    InetAddress to = Addresses.parse(address).orElseThrow();
    return new TcpConnect(
        new Stamp(
            id, "web", Instant.ofEpochMilli(1_700_000_000_500L), Duration.ofSeconds(2), List.of()),
        Endpoint.tcp(to, 8801),
        Optional.empty(),
        fails ? Optional.of(Failure.of(FailureCode.CONNECT_TIMEOUT)) : Optional.empty(),
        Trace.BLIND);
  }
}
