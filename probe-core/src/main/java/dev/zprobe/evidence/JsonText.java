package dev.zprobe.evidence;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * How JSON is written here: pure ASCII, so that nothing a peer sent can steer a terminal that shows
 * the file, and ending in a line feed.
 */
public final class JsonText {
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          new JsonFactoryBuilder()
              .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
              .build()
              .setCharacterEscapes(new EscapeDelete()));

  private JsonText() {}

  /** Does not close the stream. */
  public static void write(JsonNode tree, OutputStream out) throws IOException {
    try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      generator.setPrettyPrinter(printer());
      MAPPER.writeTree(generator, tree);
      generator.writeRaw('\n');
    }
  }

  /** On one line. Does not close the stream. */
  public static void writeLine(JsonNode tree, OutputStream out) throws IOException {
    try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      MAPPER.writeTree(generator, tree);
      generator.writeRaw('\n');
    }
  }

  /** RFC 3339, UTC, microseconds. */
  public static String time(Instant time) {
    return MICROSECONDS.format(time);
  }

  /** Milliseconds with the fraction that is known. */
  public static double milliseconds(Duration duration) {
    return Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter lineFeed = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(lineFeed);
  }

  private static final class EscapeDelete extends CharacterEscapes {
    private static final long serialVersionUID = 1L;
    private static final int DELETE = 0x7f;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
      codes[DELETE] = CharacterEscapes.ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
