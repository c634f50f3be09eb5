package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {
  private static final List<String> FILES =
      List.of(
          "keys.log",
          "manifest.json",
          "manifest.p7s",
          "plan.json",
          "report.html",
          "report.json",
          "report.md");

  @TempDir private Path directory;
  private Path bundle;
  private Captured program = new Captured();

  @BeforeEach
  void run() {
    bundle = directory.resolve("bundle");
    assertEquals(0, program.run("run", "--out", bundle.toString(), "--quiet"), program.text());
    program = new Captured();
  }

  @Test
  void aBundleHoldsWhatItsManifestListsAndVerifies() throws IOException {
    try (var entries = Files.list(bundle)) {
      assertEquals(FILES, entries.map(each -> each.getFileName().toString()).sorted().toList());
    }
    assertEquals(0, verify(bundle), program.text());
  }

  @Test
  void theFileOfWhichOneByteWasChangedIsNamed() throws IOException {
    Random random = new Random(6);
    for (String name : FILES) {
      Path file = bundle.resolve(name);
      byte[] sealed = Files.readAllBytes(file);
      for (int round = 0; round < 40; round++) {
        byte[] changed = sealed.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, changed);
        assertEquals(1, verify(bundle), name + ": " + program.text());
        assertEquals(List.of(name), named(), program.text());
      }
      Files.write(file, sealed);
    }
  }

  @Test
  void missingAndAddedFilesAreNamed() throws IOException {
    Files.delete(bundle.resolve("report.md"));
    Files.writeString(bundle.resolve("extra.txt"), "x");
    assertEquals(1, verify(bundle));
    assertEquals(List.of("extra.txt", "report.md"), named());
  }

  @Test
  void aBundleWithoutManifestOrSignatureSaysSo() throws IOException {
    Files.delete(bundle.resolve("manifest.p7s"));
    assertEquals(1, verify(bundle));
    assertEquals(List.of("manifest.p7s"), named());
    Files.delete(bundle.resolve("manifest.json"));
    assertEquals(1, verify(bundle));
    assertEquals(List.of("manifest.json"), named());
  }

  @Test
  void aRunThatWasKilledLeavesABundleThatSaysThatItIsPartial() throws IOException {
    Files.writeString(
        bundle.resolve("manifest.json"),
        "{\"schema\":\"zprobe.manifest/1\",\"complete\":false,\"files\":[]}");
    for (String name : List.of("report.json", "report.html", "report.md", "manifest.p7s")) {
      Files.delete(bundle.resolve(name));
    }
    assertEquals(1, verify(bundle));
    assertTrue(program.out().startsWith("partial"), program.out());
    assertEquals(0, program.run("evidence", "show", bundle.toString()));
  }

  @Test
  void aRunThatWasKilledAtItsFirstFileIsPartialAsWell() throws IOException {
    Path begun = Files.createDirectory(directory.resolve("begun"));
    refused(begun);
    for (String name : List.of("manifest.json.part", "keys.log")) {
      Files.createFile(begun.resolve(name));
      assertEquals(1, verify(begun), program.text());
      assertTrue(program.out().startsWith("partial"), program.out());
      assertEquals(1, program.text().lines().count(), program.text());
    }
  }

  @Test
  void aZipIsTheSameAndTheDirectoryIsGone() throws IOException {
    Path zip = directory.resolve("bundle.zip");
    assertEquals(0, program.run("run", "--out", zip.toString(), "--quiet"), program.text());
    assertEquals(0, verify(zip), program.text());
    assertTrue(Files.notExists(directory.resolve("bundle.zip.partial")));
    assertEquals(0, program.run("evidence", "show", zip.toString(), "--json"), program.text());
    assertTrue(program.out().contains("\"verifies\" : true"), program.out());
  }

  @Test
  void theMatrixIsAPictureOfItsOwn() throws IOException {
    Path picture = directory.resolve("matrix.svg");
    assertEquals(
        0,
        program.run("evidence", "show", bundle.toString(), "--svg", picture.toString()),
        program.text());
    String svg = Files.readString(picture);
    assertTrue(svg.startsWith("<svg xmlns=") && svg.endsWith("</svg>"), svg);
    assertEquals(
        4,
        program.run("evidence", "show", bundle.toString(), "--svg", picture + "/no/such"),
        program.text());
  }

  @Test
  void aRedactedCopyMayBeAZipOfAZip() throws IOException {
    Path zip = directory.resolve("bundle.zip");
    assertEquals(0, program.run("run", "--out", zip.toString(), "--quiet"), program.text());
    Path copy = directory.resolve("copy.zip");
    program = new Captured();
    assertEquals(
        0,
        program.run("evidence", "redact", zip.toString(), "--out", copy.toString()),
        program.text());
    assertEquals(0, verify(copy), program.text());
    assertTrue(Files.exists(directory.resolve("copy.zip.private-map.json")));
    assertTrue(Files.notExists(directory.resolve("copy.zip.partial")));
  }

  @Test
  void anotherSignerThanTheExpectedDoesNotVerify() {
    assertEquals(
        1, program.run("evidence", "verify", bundle.toString(), "--signer", "00".repeat(32)));
  }

  @Test
  void hostileZipsAreRefusedInOneLine() throws IOException {
    refused(zip("../../etc/passwd", "x"));
    refused(zip("sub/report.json", "x"));
    refused(zip("manifest.json", "0".repeat(50 << 20)));
    refused(zip("manifest.json", "{\"schema\":\"zprobe.manifest/9\"}"));
    refused(zip("manifest.json", "[".repeat(100_000)));
    refused(zip("other.txt", "x"));
    Path noZip = Files.writeString(directory.resolve("no.zip"), "PK\3\4 and then nothing");
    refused(noZip);
    refused(directory.resolve("not-there"));
  }

  @Test
  void aReportOfAnotherVersionOrDeepNestingIsNotShown() throws IOException {
    for (String report :
        List.of("{\"schema\":\"zprobe.report/9\"}", "{\"a\":".repeat(5_000), "[]", "", "\u0000")) {
      Files.writeString(bundle.resolve("report.json"), report);
      program = new Captured();
      assertEquals(2, program.run("evidence", "show", bundle.toString()), report);
      assertEquals(1, program.err().size(), program.text());
    }
  }

  private void refused(Path place) {
    for (String verb : List.of("verify", "show")) {
      program = new Captured();
      assertEquals(2, program.run("evidence", verb, place.toString()), program.text());
      assertEquals(1, program.err().size(), program.text());
      assertEquals("", program.out());
    }
  }

  private Path zip(String name, String content) throws IOException {
    Path zip = Files.createTempFile(directory, "hostile", ".zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream packed = new ZipOutputStream(out)) {
      packed.putNextEntry(new ZipEntry(name));
      packed.write(content.getBytes(StandardCharsets.UTF_8));
      packed.closeEntry();
    }
    return zip;
  }

  private int verify(Path place) {
    program = new Captured();
    return program.run("evidence", "verify", place.toString());
  }

  private List<String> named() {
    List<String> names = new ArrayList<>();
    program
        .out()
        .lines()
        .filter(line -> line.startsWith("  ") && line.contains(": "))
        .forEach(line -> names.add(line.strip().split(":")[0]));
    return names.stream().sorted().toList();
  }
}
