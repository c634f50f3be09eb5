package dev.zprobe.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.evidence.BundleException;
import dev.zprobe.evidence.BundleFiles;
import dev.zprobe.evidence.ReportJson;
import dev.zprobe.evidence.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A bundle in a few lines.
 *
 * @param report missing when the run never ended
 * @param sizes of the files, by name
 */
public record BundleText(JsonNode report, Map<String, Long> sizes, Verification verification) {
  private static final String REPORT = "report.json";

  public BundleText {
    sizes = new TreeMap<>(sizes);
  }

  /**
   * Reads what is needed.
   *
   * @throws BundleException when the report is none, or of another version
   */
  public static BundleText of(BundleFiles files, Verification verification) throws BundleException {
    Map<String, Long> sizes = new TreeMap<>();
    files.names().forEach(name -> sizes.put(name, files.size(name)));
    boolean there = files.has(REPORT) || verification.complete();
    return new BundleText(there ? report(files) : MissingNode.getInstance(), sizes, verification);
  }

  /**
   * The report of a bundle.
   *
   * @throws BundleException when it is none, or of another version
   */
  public static JsonNode report(BundleFiles files) throws BundleException {
    JsonNode report = files.json(REPORT);
    String schema = report.path("schema").asText("");
    if (!schema.equals(ReportJson.SCHEMA)) {
      throw new BundleException(
          REPORT
              + " has the schema \""
              + Inert.text(schema, 40)
              + "\"; this zprobe reads "
              + ReportJson.SCHEMA);
    }
    if (!report.path("verdict").path("status").isTextual() || !report.path("findings").isArray()) {
      throw new BundleException(REPORT + " lacks a verdict or findings");
    }
    return report;
  }

  /** What was changed, file by file, or that nothing was. */
  public static List<String> verification(Verification verification) {
    List<String> lines = new ArrayList<>();
    if (verification.good()) {
      lines.add("verifies: every file is as it was sealed");
    } else if (!verification.complete()) {
      lines.add("partial: the run that wrote it was ended before its end, so nothing is sealed");
    } else {
      lines.add("does not verify");
    }
    for (Verification.Fault fault : verification.faults()) {
      boolean said = fault.kind() == Verification.Kind.PARTIAL;
      if (!said) {
        lines.add("  " + Inert.text(fault.file()) + ": " + fault.words());
      }
    }
    verification
        .signer()
        .ifPresent(
            signer -> {
              String who =
                  signer.generated()
                      ? "a key made for this bundle (compare the fingerprint with the ticket's)"
                      : Inert.text(signer.subject());
              lines.add("signed by " + who);
              lines.add("  fingerprint " + signer.fingerprint());
            });
    verification
        .timeStamp()
        .ifPresent(
            stamp -> {
              lines.add(
                  "there at %s, states %s".formatted(stamp.time(), Inert.text(stamp.authority())));
              lines.add("  fingerprint " + stamp.fingerprint());
              if (!stamp.trusted()) {
                lines.add("  whose roots were not given, so that anybody may have stated it");
              }
            });
    return lines;
  }

  public List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    if (!report.isMissingNode()) {
      report(lines, width);
      lines.add("");
    }
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      lines.add("  %-16s %,12d bytes".formatted(Inert.text(file.getKey()), file.getValue()));
    }
    lines.add("");
    lines.addAll(verification(verification));
    return lines;
  }

  private void report(List<String> lines, int width) {
    JsonNode verdict = report.path("verdict");
    JsonNode run = report.path("run");
    String status = verdict.path("status").asText("").toUpperCase(Locale.ROOT);
    String known = verdict.path("error104103").asText("").replace('-', ' ');
    lines.add(Inert.text(status + "  error 104103: " + known));
    Wrap.lines(Inert.text(verdict.path("summary").asText("")), width - 2)
        .forEach(line -> lines.add("  " + line));
    lines.add(
        Inert.text(
            "  %s %s, %s, on %s"
                .formatted(
                    run.path("command").asText(""),
                    run.path("id").asText(""),
                    run.path("started").asText(""),
                    report.path("host").path("os").asText("an unnamed system"))));
    for (JsonNode finding : report.path("findings")) {
      lines.add(
          Inert.text(
              "  %-4s %s (%s, %s, blame: %s)"
                  .formatted(
                      finding.path("id").asText(""),
                      finding.path("cause").asText(""),
                      finding.path("severity").asText(""),
                      finding.path("confidence").asText(""),
                      finding.path("blame").asText(""))));
    }
  }

  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (!report.isMissingNode()) {
      node.set("run", report.path("run"));
      node.set("verdict", report.path("verdict"));
      ArrayNode findings = node.putArray("findings");
      for (JsonNode finding : report.path("findings")) {
        ObjectNode entry = findings.addObject();
        for (String key :
            List.of("id", "cause", "stage", "severity", "confidence", "blame", "summary")) {
          if (finding.has(key)) {
            entry.set(key, finding.path(key));
          }
        }
      }
    }
    ArrayNode files = node.putArray("files");
    sizes.forEach((name, size) -> files.addObject().put("name", name).put("bytes", size));
    return node;
  }
}
