package dev.zprobe.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.zprobe.catalog.InputFile;
import dev.zprobe.evidence.ReportJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads the report of a bundle: a directory, a zip, or the report's file itself. Whatever is wrong
 * is an {@link UnreadableReport} of one line. What is read is bounded.
 */
public final class ReportReader {
  private static final int LONGEST = 64 << 20;
  private static final int DEEPEST = 60;
  private static final int MOST_ENTRIES = 10_000;
  private static final String REPORT = "report.json";
  private static final JsonMapper MAPPER = mapper();

  private ReportReader() {}

  public static ReportView read(Path path) {
    return ReportParts.view(tree(path), path.toString());
  }

  /** The report as it stands in the bundle. */
  public static JsonNode tree(Path path) {
    try {
      return parse(bytes(path), path.toString());
    } catch (NoSuchFileException absent) {
      throw new UnreadableReport(path + ": there is no such file or bundle");
    } catch (IOException unreadable) {
      throw new UnreadableReport(path + ": cannot be read: " + InputFile.reason(path, unreadable));
    }
  }

  /** The view of a report that is at hand. */
  public static ReportView of(JsonNode report, String origin) {
    check(report, origin);
    return ReportParts.view(report, origin);
  }

  private static byte[] bytes(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      Path report = path.resolve(REPORT);
      if (!Files.isExecutable(path)) {
        throw new UnreadableReport(path + ": cannot be read: permission denied");
      }
      if (!Files.exists(report)) {
        throw new UnreadableReport(path + ": holds no " + REPORT + ", so it is no bundle");
      }
      return bounded(Files.newInputStream(report), path);
    }
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] magic = stream.readNBytes(2);
      if (magic.length == 2 && magic[0] == 'P' && magic[1] == 'K') {
        return zipped(path);
      }
    }
    return bounded(Files.newInputStream(path), path);
  }

  /** At the top of the zip, or in the one directory that it holds. */
  private static byte[] zipped(Path path) throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      if (zip.size() > MOST_ENTRIES) {
        throw new UnreadableReport(path + ": has too many entries for a bundle");
      }
      List<? extends ZipEntry> reports =
          zip.stream().filter(entry -> entry.getName().matches("([^/]+/)?report\\.json")).toList();
      if (reports.size() != 1) {
        throw new UnreadableReport(
            path + ": holds " + (reports.isEmpty() ? "no " : "more than one ") + REPORT);
      }
      return bounded(zip.getInputStream(reports.get(0)), path);
    }
  }

  private static byte[] bounded(InputStream opened, Path path) throws IOException {
    try (InputStream stream = opened) {
      byte[] bytes = stream.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new UnreadableReport(path + ": longer than a report may be (64 MB)");
      }
      return bytes;
    }
  }

  private static JsonNode parse(byte[] bytes, String origin) throws IOException {
    try {
      JsonNode report = MAPPER.readTree(bytes);
      check(report, origin);
      return report;
    } catch (JsonProcessingException malformed) {
      throw new UnreadableReport(origin + ": is not JSON: " + oneLine(malformed));
    }
  }

  private static void check(JsonNode report, String origin) {
    String schema = report.path("schema").asText();
    if (!schema.equals(ReportJson.SCHEMA)) {
      throw new UnreadableReport(
          origin
              + ": is no report: its schema is "
              + (schema.isEmpty() ? "missing" : "\"" + clean(schema, 40) + "\"")
              + ", wanted is \""
              + ReportJson.SCHEMA
              + "\"");
    }
    for (String part : List.of("targets", "findings", "observations")) {
      if (!report.path(part).isArray()) {
        throw new UnreadableReport(origin + ": the report's " + part + " are missing or no list");
      }
    }
  }

  private static String oneLine(IOException trouble) {
    String message =
        trouble instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : trouble.getMessage();
    return clean(message == null ? trouble.getClass().getSimpleName() : message, 140);
  }

  static String clean(String text, int longest) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= longest ? line : line.substring(0, longest) + "...";
  }

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    return mapper;
  }
}
