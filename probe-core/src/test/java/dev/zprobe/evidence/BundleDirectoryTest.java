package dev.zprobe.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BundleDirectoryTest {
  @TempDir private Path place;

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void everythingIsForTheOwnerAlone() throws IOException {
    BundleDirectory bundle = BundleDirectory.create(place.resolve("deep/bundle"));
    assertEquals("rwx------", mode(bundle.path()));
    assertEquals("rw-------", mode(bundle.keys()));
    BundleWriter.write(bundle, ReportJson.of(SampleBundle.withEverything()));
    assertEquals("rw-------", mode(bundle.report()));
  }

  @Test
  void anEmptyDirectoryIsTakenAndAFullOneIsNot() throws IOException {
    Path empty = Files.createDirectory(place.resolve("empty"));
    BundleDirectory.create(empty);
    IOException refused = assertThrows(IOException.class, () -> BundleDirectory.create(empty));
    assertEquals("the directory is not empty", refused.getMessage());
  }

  @Test
  void theDefaultNameHoldsTheTimeAndAHarmlessHostName() {
    Instant time = Instant.parse("2026-10-08T10:00:00.5Z");
    assertEquals(
        "zprobe-20261008T100000Z-my-host.lan", BundleDirectory.defaultName(time, "my-host.lan"));
    assertEquals(
        "zprobe-20261008T100000Z-.._.._etc_x_",
        BundleDirectory.defaultName(time, "../../etc/x\u001b"));
    assertEquals("zprobe-20261008T100000Z-host", BundleDirectory.defaultName(time, ""));
    assertTrue(BundleDirectory.defaultName(time, "h".repeat(300)).length() < 70);
  }

  @Test
  void anEmptyKeyLogIsNotLeftBehind() throws IOException {
    BundleDirectory bundle = BundleDirectory.create(place.resolve("bundle"));
    BundleWriter.write(bundle, ReportJson.of(SampleBundle.withEverything()));
    assertFalse(Files.exists(bundle.keys()));
    assertEquals(List.of("manifest.json", "report.json"), names(bundle.path()));
  }

  @Test
  void keysAreKeptLineByLine() throws IOException {
    BundleDirectory bundle = BundleDirectory.create(place.resolve("bundle"));
    try (KeyLogFile keys = new KeyLogFile(bundle.keys())) {
      keys.add("CLIENT_RANDOM 00 11");
      keys.add("CLIENT_RANDOM 22 33");
    }
    BundleWriter.write(bundle, ReportJson.of(SampleBundle.withEverything()));
    assertEquals(
        List.of("CLIENT_RANDOM 00 11", "CLIENT_RANDOM 22 33"), Files.readAllLines(bundle.keys()));
  }

  @Test
  void aReportThatCannotBeWrittenLeavesTheOldOneWhole() throws IOException {
    Path file = place.resolve("report.json");
    Files.writeString(file, "old");
    assertThrows(
        IOException.class,
        () ->
            BundleWriter.atomically(
                file,
                out -> {
                  out.write("half of the n".getBytes(StandardCharsets.UTF_8));
                  throw new IOException("no space left");
                }));
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("report.json"), names(place));
  }

  @Test
  void aDeviceIsWrittenIntoAndStaysADevice() throws IOException {
    Path device = Path.of("/dev/null");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.exists(device) && !Files.isRegularFile(device), "needs a device to throw away");
    BundleWriter.atomically(device, out -> out.write(1));
    assertTrue(Files.exists(device) && !Files.isRegularFile(device));
  }

  @Test
  void aReportIsReplacedWhole() throws IOException {
    BundleDirectory bundle = BundleDirectory.create(place.resolve("bundle"));
    ObjectNode report = ReportJson.of(SampleBundle.withEverything());
    BundleWriter.write(bundle, report);
    BundleWriter.write(bundle, report);
    ReportSchema.accepts(Files.readString(bundle.report()));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
