package dev.zprobe.cli.option;

import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.telemetry.Collector;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a run is told of beside the bundle. */
public final class TelemetryOptions {
  @Option(
      names = "--otlp",
      paramLabel = "URL",
      converter = WebPlaceConverter.class,
      description =
          "Send the run to an OpenTelemetry collector (OTLP over HTTP with JSON, such as"
              + " http://localhost:4318); credentials from OTEL_EXPORTER_OTLP_HEADERS.")
  private URI collector;

  /** Empty when nothing is to be sent. */
  public Optional<Collector> collector(Console console) {
    return Optional.ofNullable(collector).map(base -> new Collector(base, console));
  }
}
