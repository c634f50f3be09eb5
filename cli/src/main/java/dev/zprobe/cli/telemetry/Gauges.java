package dev.zprobe.cli.telemetry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.FindingView;
import dev.zprobe.compare.ReportView;
import dev.zprobe.diagnosis.Diagnosis;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One run as metrics: the same as for Prometheus, by OpenTelemetry's rules for names and units. */
public final class Gauges {
  private final ArrayNode metrics;
  private final String time;

  private Gauges(ArrayNode metrics, Instant time) {
    this.metrics = metrics;
    this.time = Otlp.nanos(time);
  }

  /**
   * The body for {@code /v1/metrics}.
   *
   * @param ended when the run was over: the time of every value
   */
  public static ObjectNode of(ReportView report, Instant ended, Duration elapsed, String version) {
    ObjectNode root = Otlp.object();
    Gauges gauges = new Gauges(Otlp.within(root, "metrics", version, "metrics"), ended);
    gauges.run(report, elapsed);
    gauges.endpoints(report);
    gauges.findings(report);
    return root;
  }

  private void run(ReportView report, Duration elapsed) {
    ArrayNode duration = gauge("zprobe.run.duration", "s", "What the run took.");
    point(duration, attributes -> {}).put("asDouble", elapsed.toNanos() / 1e9);
    ArrayNode status = gauge("zprobe.run.status", "1", "1 for the verdict of the run.");
    for (Diagnosis.Status each : Diagnosis.Status.values()) {
      point(status, attributes -> Otlp.text(attributes, "zprobe.status", each.text()))
          .put("asInt", each == report.status() ? "1" : "0");
    }
  }

  private void endpoints(ReportView report) {
    ArrayNode failing =
        gauge("zprobe.endpoint.failing", "1", "1 where an endpoint fails, 0 where not.");
    ArrayNode duration =
        gauge("zprobe.endpoint.duration", "s", "Until the endpoint's first answer.");
    for (EndpointView each : report.endpoints().values()) {
      if (each.health() != EndpointView.Health.UNTESTED) {
        boolean fails = each.health() == EndpointView.Health.FAILS;
        point(failing, attributes -> of(attributes, each)).put("asInt", fails ? "1" : "0");
      }
      each.elapsedMs()
          .ifPresent(
              elapsed ->
                  point(duration, attributes -> of(attributes, each))
                      .put("asDouble", elapsed / 1000));
    }
  }

  private static void of(ArrayNode attributes, EndpointView endpoint) {
    Otlp.text(attributes, "zprobe.target", endpoint.key().target());
    Otlp.text(attributes, "server.address", endpoint.key().address());
    Otlp.number(attributes, "server.port", endpoint.key().port());
    Otlp.text(attributes, "network.transport", endpoint.key().transport());
    Otlp.text(attributes, "zprobe.state", endpoint.state().text());
  }

  private void findings(ReportView report) {
    Map<Kind, Integer> counts = new TreeMap<>(Kind.ORDER);
    for (FindingView each : report.findings()) {
      counts.merge(
          new Kind(each.cause(), each.severity().text(), each.explained()), 1, Integer::sum);
    }
    ArrayNode findings = gauge("zprobe.findings", "{finding}", "Findings of the run.");
    counts.forEach(
        (kind, count) -> point(findings, kind::into).put("asInt", Integer.toString(count)));
  }

  /** What findings are counted by. */
  private record Kind(String cause, String severity, boolean explained) {
    static final java.util.Comparator<Kind> ORDER = java.util.Comparator.comparing(Kind::toString);

    void into(ArrayNode attributes) {
      Otlp.text(attributes, "zprobe.finding.cause", cause);
      Otlp.text(attributes, "zprobe.finding.severity", severity);
      Otlp.flag(attributes, "zprobe.finding.explained", explained);
    }
  }

  private ArrayNode gauge(String name, String unit, String description) {
    return metrics
        .addObject()
        .put("name", name)
        .put("unit", unit)
        .put("description", description)
        .putObject("gauge")
        .putArray("dataPoints");
  }

  private ObjectNode point(ArrayNode points, Consumer<ArrayNode> describe) {
    ObjectNode point = points.addObject();
    describe.accept(point.putArray("attributes"));
    return point.put("timeUnixNano", time);
  }
}
