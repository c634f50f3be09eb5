package dev.zprobe.repair.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.repair.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one repair did, in a directory of its own: {@code record.json} beside what was kept. Written
 * before each change, so that a repair that is killed can still be undone. For one thread.
 */
public final class RepairRecord {
  private static final String SCHEMA = "zprobe.repair-record/1";
  private static final String NAME = "record.json";
  private static final int LONGEST = 32 << 20;
  private static final int LONGEST_OUTPUT = 20_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path directory;
  private final ObjectNode tree;

  /** How far it came. */
  public enum State {
    BEGUN,
    DONE,
    FAILED,
    ROLLED_BACK,
    UNDONE;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private RepairRecord(Path directory, ObjectNode tree) {
    this.directory = directory;
    this.tree = tree;
  }

  /**
   * A new record in a directory that is there and empty.
   *
   * @param begun as text, RFC 3339
   */
  static RepairRecord begin(Path directory, String step, Platform platform, String begun) {
    ObjectNode tree = MAPPER.createObjectNode();
    tree.put("schema", SCHEMA);
    tree.put("step", step);
    tree.put("platform", platform.text());
    tree.put("begun", begun);
    tree.put("state", State.BEGUN.text());
    return new RepairRecord(directory, tree);
  }

  /**
   * Reads a record by its directory or its file.
   *
   * @throws IOException with one line when it is none
   */
  public static RepairRecord read(Path place) throws IOException {
    Path file = Files.isDirectory(place) ? place.resolve(NAME) : place;
    if (!Files.isRegularFile(file)) {
      throw new IOException(place + ": holds no repair record");
    }
    if (Files.size(file) > LONGEST) {
      throw new IOException(file + ": longer than a record may be");
    }
    JsonNode tree;
    try {
      tree = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException malformed) {
      throw new IOException(file + ": is not JSON", malformed);
    }
    if (!(tree instanceof ObjectNode object) || !tree.path("schema").asText().equals(SCHEMA)) {
      throw new IOException(file + ": its schema is not \"" + SCHEMA + "\"");
    }
    Path parent = file.toAbsolutePath().getParent();
    return new RepairRecord(parent, object);
  }

  /** Replaces the file in one step. */
  void save() throws IOException {
    Path part = directory.resolve(NAME + ".part");
    Files.write(part, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree));
    Files.move(
        part,
        directory.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  public Path directory() {
    return directory;
  }

  public String step() {
    return tree.path("step").asText();
  }

  public String platform() {
    return tree.path("platform").asText();
  }

  public State state() {
    String text = tree.path("state").asText();
    for (State each : State.values()) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    return State.BEGUN;
  }

  /** For showing. */
  public JsonNode tree() {
    return tree.deepCopy();
  }

  void state(State state) {
    tree.put("state", state.text());
  }

  /** A word about the whole, for example why it was forced. */
  void note(String key, String text) {
    tree.put(key, text);
  }

  void findings(List<String> findings) {
    findings.forEach(tree.withArray("findings")::add);
  }

  /** What a program did; {@code where} is {@code looked}, {@code commands} or {@code undone}. */
  void ran(String where, List<String> line, Programs.Ran ran) {
    ObjectNode entry = tree.withArray(where).addObject();
    line.forEach(entry.putArray("command")::add);
    if (!ran.started()) {
      entry.put("missing", true);
      return;
    }
    entry.put("exit", ran.exit());
    String output = ran.output();
    entry.put(
        "output",
        output.length() <= LONGEST_OUTPUT ? output : output.substring(0, LONGEST_OUTPUT) + "…");
  }

  /** What a later test showed. */
  public void verified(String effect, String summary, String report) throws IOException {
    ObjectNode node = tree.putObject("verification");
    node.put("effect", effect);
    node.put("summary", summary);
    if (!report.isEmpty()) {
      node.put("report", report);
    }
    save();
  }

  void undo(List<List<String>> lines) {
    ArrayNode undo = tree.putArray("undo");
    lines.forEach(line -> line.forEach(undo.addArray()::add));
  }

  List<List<String>> undo() {
    List<List<String>> lines = new ArrayList<>();
    tree.path("undo").forEach(line -> lines.add(texts(line)));
    return lines;
  }

  void kept(List<Kept> all) {
    ArrayNode kept = tree.putArray("kept");
    for (Kept each : all) {
      ObjectNode node = kept.addObject();
      node.put("form", each.form().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      node.put("file", each.file());
      each.command().forEach(node.putArray("command")::add);
      node.put("as", each.as());
      each.restore().forEach(node.putArray("restore")::add);
      node.put("sha256", each.digest());
      node.put("sha256After", each.after());
    }
  }

  List<Kept> kept() {
    List<Kept> kept = new ArrayList<>();
    for (JsonNode node : tree.path("kept")) {
      for (Kept.Form form : Kept.Form.values()) {
        if (form.name().equalsIgnoreCase(node.path("form").asText().replace('-', '_'))) {
          kept.add(
              new Kept(
                  node.path("file").asText(),
                  texts(node.path("command")),
                  node.path("as").asText(),
                  texts(node.path("restore")),
                  form,
                  node.path("sha256").asText(),
                  node.path("sha256After").asText()));
        }
      }
    }
    return kept;
  }

  /** A file of the record; its name is never a way out of the directory. */
  Path file(String as) {
    String name = as.replaceAll("[^\\p{L}\\p{N}._ -]", "_");
    return directory.resolve(name.isEmpty() || name.matches("\\.+") ? "unnamed" : name);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }
}
