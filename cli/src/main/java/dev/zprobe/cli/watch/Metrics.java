package dev.zprobe.cli.watch;

import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.FindingView;
import dev.zprobe.compare.ReportView;
import dev.zprobe.diagnosis.Diagnosis;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The last round in Prometheus' text format, version 0.0.4. */
public final class Metrics {
  /** What is served before the first round is over. */
  public static final String NONE =
      "# HELP zprobe_rounds_total Rounds that are over.\n"
          + "# TYPE zprobe_rounds_total counter\nzprobe_rounds_total 0\n";

  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  public static String of(Round round) {
    return new Metrics().write(round);
  }

  private String write(Round round) {
    ReportView report = round.report();
    head("zprobe_rounds_total", "counter", "Rounds that are over.");
    text.append("zprobe_rounds_total ").append(round.number()).append('\n');
    head("zprobe_last_run_timestamp_seconds", "gauge", "When the last round began.");
    line("zprobe_last_run_timestamp_seconds", "", round.started().toEpochMilli() / 1000.0);
    head("zprobe_last_run_duration_seconds", "gauge", "What the last round took.");
    line("zprobe_last_run_duration_seconds", "", round.elapsed().toMillis() / 1000.0);
    head("zprobe_status", "gauge", "1 for the verdict of the last round.");
    for (Diagnosis.Status status : Diagnosis.Status.values()) {
      String labels = "status=\"" + status.name().toLowerCase(Locale.ROOT) + "\"";
      line("zprobe_status", labels, status == report.status() ? 1 : 0);
    }
    endpoints(report);
    findings(report);
    return text.toString();
  }

  private void endpoints(ReportView report) {
    head("zprobe_endpoint_failing", "gauge", "1 where an endpoint fails, 0 where not.");
    for (EndpointView view : report.endpoints().values()) {
      if (view.health() != EndpointView.Health.UNTESTED) {
        boolean fails = view.health() == EndpointView.Health.FAILS;
        line("zprobe_endpoint_failing", labels(view), fails ? 1 : 0);
      }
    }
    head("zprobe_endpoint_state", "gauge", "1 for the state of an endpoint.");
    for (EndpointView view : report.endpoints().values()) {
      String state = ",state=\"" + view.state().text() + "\"";
      line("zprobe_endpoint_state", labels(view) + state, 1);
    }
    head("zprobe_endpoint_seconds", "gauge", "Until the endpoint's first answer.");
    for (EndpointView view : report.endpoints().values()) {
      view.elapsedMs()
          .ifPresent(elapsed -> line("zprobe_endpoint_seconds", labels(view), elapsed / 1000));
    }
  }

  private void findings(ReportView report) {
    Map<String, Integer> counts = new TreeMap<>();
    for (FindingView view : report.findings()) {
      String labels =
          "cause=\""
              + escaped(view.cause())
              + "\",severity=\""
              + view.severity().text()
              + "\",explained=\""
              + view.explained()
              + "\"";
      counts.merge(labels, 1, Integer::sum);
    }
    head("zprobe_findings", "gauge", "Findings of the last round.");
    counts.forEach((labels, count) -> line("zprobe_findings", labels, count));
  }

  private static String labels(EndpointView view) {
    return "target=\"%s\",address=\"%s\",port=\"%d\",transport=\"%s\""
        .formatted(
            escaped(view.key().target()),
            escaped(view.key().address()),
            view.key().port(),
            escaped(view.key().transport()));
  }

  /** Backslash, quote and line feed; other control characters have no business there. */
  static String escaped(String raw) {
    return raw.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replaceAll("\\p{Cntrl}", "?");
  }

  private void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void line(String name, String labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    String number =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.6f", value);
    text.append(' ').append(number).append('\n');
  }
}
