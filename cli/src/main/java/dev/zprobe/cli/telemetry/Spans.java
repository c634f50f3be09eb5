package dev.zprobe.cli.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.net.HostPort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One trace: the run, with an event for each finding, and below it a span for each observation. Ids
 * follow from the run's id, so that sending a report again makes no second trace.
 */
public final class Spans {
  private static final int INTERNAL = 1;
  private static final int CLIENT = 3;
  private static final int OK = 1;
  private static final int ERROR = 2;
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final JsonNode report;
  private final String run;
  private final String traceId;

  private Spans(JsonNode report) {
    this.report = report;
    this.run = report.at("/run/id").asText("");
    this.traceId = id("trace", TRACE_ID_BYTES);
  }

  /** The body for {@code /v1/traces}. */
  public static ObjectNode of(JsonNode report) {
    Spans trace = new Spans(report);
    ObjectNode root = Otlp.object();
    ArrayNode spans = Otlp.within(root, "spans", report.at("/tool/version").asText(""), "spans");
    trace.whole(spans.addObject());
    for (JsonNode observation : report.path("observations")) {
      trace.step(spans.addObject(), observation);
    }
    return root;
  }

  private void whole(ObjectNode span) {
    JsonNode verdict = report.path("verdict");
    String status = verdict.path("status").asText("");
    Instant end = Otlp.time(report.at("/run/ended").asText(""));
    head(span, "run", "zprobe " + report.at("/run/command").asText(""), INTERNAL);
    times(span, Otlp.time(report.at("/run/started").asText("")), end);
    ArrayNode attributes = span.putArray("attributes");
    Otlp.text(attributes, "zprobe.run.id", run);
    Otlp.text(attributes, "zprobe.verdict.status", status);
    Otlp.text(attributes, "zprobe.verdict.blame", verdict.path("blame").asText(""));
    Otlp.text(attributes, "zprobe.verdict.error104103", verdict.path("error104103").asText(""));
    ArrayNode events = span.putArray("events");
    for (JsonNode finding : report.path("findings")) {
      event(events.addObject(), finding, end);
    }
    boolean healthy = status.equals("healthy");
    ObjectNode outcome = span.putObject("status").put("code", healthy ? OK : ERROR);
    if (!healthy) {
      outcome.put("message", Otlp.bounded(verdict.path("summary").asText("")));
    }
  }

  private static void event(ObjectNode event, JsonNode finding, Instant time) {
    event.put("timeUnixNano", Otlp.nanos(time)).put("name", "finding");
    ArrayNode attributes = event.putArray("attributes");
    for (String key :
        new String[] {"id", "cause", "stage", "severity", "confidence", "blame", "summary"}) {
      Otlp.text(attributes, "zprobe.finding." + key, finding.path(key).asText(""));
    }
    Otlp.text(attributes, "zprobe.finding.explained_by", finding.path("explainedBy").asText(""));
  }

  private void step(ObjectNode span, JsonNode observation) {
    String endpoint = observation.path("endpoint").asText("");
    head(
        span,
        observation.path("id").asText(""),
        observation.path("step").asText(""),
        endpoint.isEmpty() ? INTERNAL : CLIENT);
    span.put("parentSpanId", id("run", SPAN_ID_BYTES));
    Instant start = Otlp.time(observation.path("started").asText(""));
    times(span, start, start.plus(Otlp.milliseconds(observation.path("elapsedMs").asDouble(0))));
    ArrayNode attributes = span.putArray("attributes");
    Otlp.text(attributes, "zprobe.observation.id", observation.path("id").asText(""));
    Otlp.text(attributes, "zprobe.target", observation.path("target").asText(""));
    place(attributes, endpoint);
    JsonNode failure = observation.path("failure");
    if (!failure.isMissingNode()) {
      Otlp.text(attributes, "error.type", failure.path("code").asText(""));
      Otlp.text(attributes, "zprobe.failure.manner", failure.path("manner").asText(""));
      span.putObject("status")
          .put("code", ERROR)
          .put("message", Otlp.bounded(failure.path("detail").asText("")));
    }
  }

  /** {@code 203.0.113.30:8801/udp}. */
  private static void place(ArrayNode attributes, String endpoint) {
    int slash = endpoint.lastIndexOf('/');
    if (slash < 0) {
      return;
    }
    try {
      HostPort place = HostPort.parse(endpoint.substring(0, slash));
      Otlp.text(attributes, "server.address", place.host());
      place.port().ifPresent(port -> Otlp.number(attributes, "server.port", port));
      Otlp.text(attributes, "network.transport", endpoint.substring(slash + 1));
    } catch (IllegalArgumentException odd) {
      Otlp.text(attributes, "server.address", endpoint);
    }
  }

  private void head(ObjectNode span, String what, String name, int kind) {
    span.put("traceId", traceId).put("spanId", id(what, SPAN_ID_BYTES));
    span.put("name", name).put("kind", kind);
  }

  private static void times(ObjectNode span, Instant start, Instant end) {
    span.put("startTimeUnixNano", Otlp.nanos(start));
    span.put("endTimeUnixNano", Otlp.nanos(end.isBefore(start) ? start : end));
  }

  private String id(String what, int bytes) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((run + "\n" + what).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }
}
