package dev.zprobe.cli.telemetry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.Post;
import dev.zprobe.evidence.JsonText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends to an OpenTelemetry collector by OTLP over HTTP. What it does not take is told in one line
 * and not sent again: a collector that is away changes no run.
 */
public final class Collector {
  private static final Duration LONGEST = Duration.ofSeconds(3);

  /** Where OpenTelemetry keeps credentials: {@code name=value,name=value}, percent-encoded. */
  private static final String HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";

  private final URI base;
  private final Console console;

  /**
   * @param base without {@code /v1/traces}, such as {@code http://localhost:4318}
   */
  public Collector(URI base, Console console) {
    this.base = base;
    this.console = console;
  }

  /** Blocks for six seconds at most. */
  public void take(ObjectNode traces, ObjectNode metrics) {
    try {
      send("traces", traces);
      send("metrics", metrics);
    } catch (IOException without) {
      warn(without);
    }
  }

  /** Blocks for three seconds at most. */
  public void take(ObjectNode metrics) {
    try {
      send("metrics", metrics);
    } catch (IOException without) {
      warn(without);
    }
  }

  private void warn(IOException without) {
    String line = "zprobe: the collector " + base + " took not everything: ";
    console.err().println(Inert.text(line + without.getMessage()));
    console.err().flush();
  }

  private void send(String what, ObjectNode content) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    JsonText.writeLine(content, body);
    String place = base.toString().replaceFirst("/+$", "") + "/v1/" + what;
    byte[] reply =
        Post.send(URI.create(place), "application/json", headers(), body.toByteArray(), LONGEST);
    JsonNode partial = parsed(reply).path("partialSuccess");
    long rejected =
        partial.path("rejectedSpans").asLong(0) + partial.path("rejectedDataPoints").asLong(0);
    if (rejected > 0) {
      String why = partial.path("errorMessage").asText("");
      throw new IOException("it rejects " + rejected + " of the " + what + ": " + why);
    }
  }

  private static JsonNode parsed(byte[] reply) throws IOException {
    try {
      return new ObjectMapper().readTree(reply);
    } catch (JacksonException text) {
      return Otlp.object(); // it was taken, and what is said beside does not matter
    }
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String each : console.environment().getOrDefault(HEADERS, "").split(",")) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? "" : each.substring(0, equals).strip();
      if (name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
        headers.put(name, decoded(each.substring(equals + 1).strip()));
      }
    }
    return headers;
  }

  private static String decoded(String value) {
    try {
      String plain = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
      return plain.replaceAll("\\p{Cntrl}", "");
    } catch (IllegalArgumentException asItIs) {
      return value;
    }
  }
}
