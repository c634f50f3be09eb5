package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnTest {
  @TempDir private Path place;
  private final Captured zprobe = new Captured();

  @Test
  void whatIsNoCaptureIsTwo() throws IOException {
    Path file = Files.writeString(place.resolve("x.pcap"), "no capture at all");
    assertEquals(2, zprobe.run("catalog", "learn", file.toString()));
    assertEquals(2, zprobe.run("catalog", "learn", place.resolve("none").toString()));
    assertEquals(2, zprobe.err().size(), zprobe::text);
  }

  @Test
  void publishedRangesReplaceTheOldOnes() throws IOException {
    Path ranges =
        Files.writeString(
            place.resolve("ranges.txt"), "# published\n203.0.113.0/24 meetings\n2001:db8::/32\n");
    Path out = place.resolve("catalog.json");
    assertEquals(0, zprobe.run("catalog", "update", ranges.toString(), "--out", out.toString()));
    assertTrue(zprobe.out().contains("+ 203.0.113.0/24"), zprobe::text);
    assertEquals(0, new Captured().run("catalog", "check", out.toString()));
    assertTrue(Files.readString(out).contains("2001:db8::/32"));
  }

  @Test
  void whatChangedIsJsonWhereThatIsAskedFor() throws IOException {
    Path ranges = Files.writeString(place.resolve("ranges.txt"), "203.0.113.0/24 meetings\n");
    assertEquals(0, zprobe.run("catalog", "update", ranges.toString(), "--json"));
    JsonNode changes = new ObjectMapper().readTree(zprobe.out());
    assertEquals("203.0.113.0/24", changes.path("new").path(0).asText());
    assertTrue(changes.path("gone").size() > 0, zprobe::text);
  }

  @Test
  void aWrongRangeIsOneLineWithItsPlace() throws IOException {
    Path ranges = Files.writeString(place.resolve("ranges.txt"), "\n1.2.3.4/99\n");
    assertEquals(2, zprobe.run("catalog", "update", ranges.toString()));
    assertTrue(zprobe.err().get(0).contains("line 2"), zprobe::text);
  }
}
