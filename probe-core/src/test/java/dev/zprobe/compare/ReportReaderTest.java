package dev.zprobe.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {
  @TempDir private Path place;
  private final String report =
      new Reports().udp(1, "filtered").finding("port-dropped", "blocking", 1, 2).text();

  @Test
  void aFileADirectoryAndAZipAreTheSame() throws IOException {
    Path file = Files.writeString(place.resolve("some.json"), report);
    Path directory = Files.createDirectory(place.resolve("bundle"));
    Files.writeString(directory.resolve("report.json"), report);
    ReportView view = ReportReader.read(file);
    assertEquals(view.endpoints(), ReportReader.read(directory).endpoints());
    assertEquals(view.endpoints(), ReportReader.read(zip("report.json")).endpoints());
    assertEquals(view.endpoints(), ReportReader.read(zip("bundle/report.json")).endpoints());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "null",
        "\"x\"",
        "{\"schema\":\"zprobe.report/2\"}",
        "{\"schema\":\"zprobe.report/1\"}",
        "{\"schema\":\"zprobe.report/1\",\"targets\":{},\"findings\":[],\"observations\":[]}",
        "PK\u0003\u0004"
      })
  void whatIsNoReportIsOneLine(String text) throws IOException {
    refused(Files.writeString(place.resolve("x"), text));
  }

  @Test
  void zipsWithoutOrWithTwoReportsAreRefused() throws IOException {
    refused(zip("capture.pcapng"));
    refused(zip("a/report.json", "b/report.json"));
    refused(zip("a/b/report.json"));
    refused(place.resolve("absent"));
    refused(place);
  }

  @Test
  void brokenReportsAreRefusedOrReadAndNeverBreakTheReader() throws IOException {
    Random random = new Random(7);
    byte[] good = report.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 2000; round++) {
      byte[] bad = good.clone();
      for (int times = 0; times < 3; times++) {
        bad[random.nextInt(bad.length)] = (byte) "{}[]\",:0x".charAt(random.nextInt(9));
      }
      Path file = Files.write(place.resolve("broken"), bad);
      try {
        ReportReader.read(file);
      } catch (UnreadableReport refused) {
        assertFalse(refused.getMessage().contains("\n"));
      }
    }
  }

  private void refused(Path path) {
    String message =
        assertThrows(UnreadableReport.class, () -> ReportReader.read(path)).getMessage();
    assertTrue(message.startsWith(path.toString()), message);
    assertEquals(1, message.lines().count(), message);
  }

  private Path zip(String... names) throws IOException {
    Path file = Files.createTempFile(place, "bundle", ".zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(report.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }
}
