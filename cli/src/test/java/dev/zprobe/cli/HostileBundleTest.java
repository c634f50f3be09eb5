package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that somebody made in order to harm, before every verb that reads one. */
class HostileBundleTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String MARKUP =
      "\"'><script>alert(1)</script><img src=x onerror=y>\u202e\u2066\u001b[2J\u001b]0;t\u0007"
          + "\u009b31m\r\n| a | b |\n# h\n[x](http://e)`]]><!--";

  @TempDir private Path directory;
  private Path bundle;
  private JsonNode report;
  private int copies;

  @BeforeEach
  void run() throws IOException {
    bundle = directory.resolve("bundle");
    Captured program = new Captured();
    assertEquals(0, program.run("run", "--out", bundle.toString(), "--quiet"), program.text());
    report = JSON.readTree(bundle.resolve("report.json").toFile());
  }

  @Test
  void textsOfAPeerAreInertWhereverTheyAreShown() throws IOException {
    JsonNode hostile = each(report, text -> text.isTextual() ? NODES.textNode(MARKUP) : text);
    ((ObjectNode) hostile).put("schema", "zprobe.report/1");
    write(hostile);
    readByAll();
    for (String made : List.of("copy" + copies + "/report.html", "copy" + copies + "/report.md")) {
      Path file = directory.resolve(made);
      if (Files.exists(file)) {
        String text = Files.readString(file);
        assertFalse(text.contains("<script") || text.contains("<img"), made);
        assertInert(text.replaceAll("[\\n\\t]", ""), made);
      }
    }
  }

  @Test
  void valuesOfEveryOtherKindAreNoBug() throws IOException {
    List<JsonNode> others =
        List.of(
            NODES.numberNode(-1),
            NODES.numberNode(Double.MAX_VALUE),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.textNode(""),
            NODES.textNode("\ud800"),
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.arrayNode().add(NODES.objectNode()),
            NODES.objectNode().put("a", "b"));
    for (JsonNode other : others) {
      JsonNode hostile = each(report, value -> other);
      ((ObjectNode) hostile).put("schema", "zprobe.report/1");
      write(hostile);
      readByAll();
    }
    Random random = new Random(104103);
    for (int round = 0; round < 12; round++) {
      JsonNode hostile =
          each(
              report,
              value -> random.nextInt(12) == 0 ? others.get(random.nextInt(others.size())) : value);
      ((ObjectNode) hostile).put("schema", "zprobe.report/1");
      write(hostile);
      readByAll();
    }
  }

  @Test
  void filesThatBreakOffOrWereSwappedAreNamedOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(bundle.resolve("report.json"));
    for (int length = 0; length < whole.length; length += 1 + whole.length / 12) {
      Files.write(bundle.resolve("report.json"), Arrays.copyOf(whole, length));
      readByAll();
      assertEquals(1, verify(bundle));
    }
    Files.move(
        bundle.resolve("report.md"),
        bundle.resolve("report.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.write(bundle.resolve("report.md"), whole);
    Captured program = new Captured();
    assertEquals(1, program.run("evidence", "verify", bundle.toString()));
    assertTrue(program.out().contains("report.json: changed"), program.out());
    assertTrue(program.out().contains("report.md: changed"), program.out());
    readByAll();
  }

  @Test
  void zipsThatBreakOffOrLeadElsewhereAreRefusedByEveryVerb() throws IOException {
    Path zip = directory.resolve("whole.zip");
    Captured program = new Captured();
    assertEquals(0, program.run("run", "--out", zip.toString(), "--quiet"), program.text());
    byte[] whole = Files.readAllBytes(zip);
    Path broken = directory.resolve("broken.zip");
    for (int length = 0; length < whole.length; length += 1 + whole.length / 8) {
      Files.write(broken, Arrays.copyOf(whole, length));
      refused(broken);
    }
    for (String name :
        List.of("../x", "/etc/x", "a/../../x", "..\\x", "C:x", ".", "..", "a\0b", "\u202eb")) {
      refused(zipped(Map.of("report.json", whole, name, whole)));
    }
    refused(zipped(Map.of("report.json", new byte[24 << 20])));
    Random random = new Random(6);
    for (int round = 0; round < 25; round++) {
      byte[] changed = whole.clone();
      for (int i = 0; i < 3; i++) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(broken, changed);
      int code = verify(broken);
      assertTrue(code == 0 || code == 1 || code == 2, round + ": " + code);
    }
    try (var left = Files.list(directory)) {
      assertTrue(left.noneMatch(each -> each.getFileName().toString().equals("x")));
    }
  }

  /** Every value that is no object and no array, replaced. */
  private static JsonNode each(JsonNode node, UnaryOperator<JsonNode> change) {
    if (node.isObject()) {
      ObjectNode made = NODES.objectNode();
      node.properties().forEach(it -> made.set(it.getKey(), each(it.getValue(), change)));
      return made;
    }
    if (node.isArray()) {
      ArrayNode made = NODES.arrayNode();
      node.forEach(it -> made.add(each(it, change)));
      return made;
    }
    return change.apply(node);
  }

  private void write(JsonNode hostile) throws IOException {
    JSON.writeValue(bundle.resolve("report.json").toFile(), hostile);
  }

  private void readByAll() {
    copies++;
    String place = bundle.toString();
    String copy = directory.resolve("copy" + copies).toString();
    String junit = directory.resolve("cases.xml").toString();
    for (List<String> command :
        List.of(
            List.of("evidence", "show", place),
            List.of("evidence", "show", place, "--json"),
            List.of("evidence", "verify", place),
            List.of("evidence", "redact", place, "--out", copy),
            List.of("compare", place, place, "--junit", junit),
            List.of("repair", "plan", place),
            List.of("repair", "plan", place, "--platform", "windows", "--json"))) {
      Captured program = new Captured();
      int code = program.run(command.toArray(String[]::new));
      assertTrue(code >= 0 && code <= 4, command + ": " + code + program.text());
      assertTrue(code < 2 || program.err().size() <= 2, command + ": " + program.text());
      assertInert(program.text().replace("\n", ""), command.toString());
    }
  }

  private static void assertInert(String text, String where) {
    boolean inert =
        text.chars()
            .noneMatch(
                it ->
                    it < ' ' && it != '\r'
                        || it >= 0x7f && it < 0xa0
                        || it >= 0x202a && it <= 0x202e
                        || it >= 0x2066 && it <= 0x2069);
    assertTrue(inert, () -> where + ": " + text);
  }

  private static void refused(Path place) {
    for (List<String> command :
        List.of(
            List.of("evidence", "verify", place.toString()),
            List.of("evidence", "show", place.toString()),
            List.of("evidence", "redact", place.toString(), "--out", place + ".copy"),
            List.of("compare", place.toString(), place.toString()),
            List.of("repair", "plan", place.toString()))) {
      Captured program = new Captured();
      assertEquals(2, program.run(command.toArray(String[]::new)), command + program.text());
      assertEquals(1, program.err().size(), program.text());
      assertTrue(Files.notExists(Path.of(place + ".copy")), command.toString());
    }
  }

  private static int verify(Path place) {
    return new Captured().run("evidence", "verify", place.toString());
  }

  private Path zipped(Map<String, byte[]> files) throws IOException {
    Path zip = Files.createTempFile(directory, "hostile", ".zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream packed = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        packed.putNextEntry(new ZipEntry(each.getKey()));
        packed.write(each.getValue());
        packed.closeEntry();
      }
    }
    return zip;
  }
}
