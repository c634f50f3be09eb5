package dev.zprobe.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Application;
import dev.zprobe.net.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogReaderTest {
  private static final String CONTRACT =
      """
      {
        "schema": "zprobe.catalog/1",
        "date": "2026-10-08",
        "ranges": [ {"cidr": "170.114.0.0/16", "service": "meetings", "source": "s"} ],
        "dnsControls": ["1.1.1.1", "[::1]:5353"],
        "timeServers": ["time.cloudflare.com", "127.0.0.1:1123"],
        "controls": [ {"id": "neutral-web", "host": "www.example.com", "transport": "tcp",
                       "ports": "443", "application": "https"} ],
        "portalChecks": [ {"url": "http://c.gstatic.com/generate_204", "status": 204, "body": ""} ],
        "targets": [
          {"id": "web", "service": "web", "host": "Zoom.US.", "transport": "tcp", "ports": "443",
           "application": "https", "expects": "answer", "required": true, "source": "s"},
          {"id": "media", "service": "meetings", "addresses": ["203.0.113.30"],
           "transport": "udp", "ports": "8801-8810", "application": "zoom-media",
           "expects": "nothing", "required": false, "source": "s"}
        ]
      }
      """;

  @Test
  void theContractsExampleIsRead() {
    Catalog catalog = CatalogReader.parse(CONTRACT, "example");
    assertEquals(LocalDate.of(2026, 10, 8), catalog.date());
    assertEquals("1.1.1.1:53/udp", catalog.dnsControls().get(0).toString());
    assertEquals("[::1]:5353/udp", catalog.dnsControls().get(1).toString());
    assertEquals("zoom.us", catalog.targets().get(0).host().orElseThrow());
    Target media = catalog.targets().get(1);
    assertEquals(IntStream.rangeClosed(8801, 8810).boxed().toList(), media.ports());
    assertEquals(Application.ZOOM_MEDIA, media.application());
    assertFalse(media.promise().answers());
    assertFalse(media.promise().required());
    assertTrue(catalog.controls().get(0).isControl());
  }

  @Test
  void theBuiltInCatalogIsReadAndEveryEntryNamesItsSource() {
    Catalog catalog = CatalogReader.builtIn();
    assertFalse(catalog.targets().isEmpty());
    assertTrue(catalog.targets().stream().noneMatch(each -> each.promise().source().isEmpty()));
    assertTrue(catalog.ranges().stream().noneMatch(each -> each.source().isEmpty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "8801-8810" | "0" | targets[1].ports is wrong: port 0 is not within 1..65535
          "8801-8810" | "70000" | targets[1].ports is wrong: port 70000 is not within 1..65535
          "8801-8810" | "8810-8801" | targets[1].ports is wrong: the range 8810-8801 runs backwards
          "8801-8810" | "8801,8801" | targets[1].ports is wrong: port 8801 is given twice
          "8801-8810" | "http" | targets[1].ports is wrong: "http" is not a port
          203.0.113.30 | 300.1.2.3 | targets[1].addresses "300.1.2.3" is not an address
          203.0.113.30 | 224.0.0.1 | targets[1].addresses 224.0.0.1 is not the address of one host
          203.0.113.30 | 0.0.0.0 | targets[1].addresses 0.0.0.0 is not the address of one host
          "media" | "web" | targets has the id "web" twice
          "required": false | "requird": false | targets[1].requird is unknown here
          "status": 204 | "status": 9 | portalChecks[0].status must be within 100..599
          170.114.0.0/16 | 170.114.0.0/40 | ranges[0].cidr must be a range
          Zoom.US. | zoo m.us | targets[0].host "zoo m.us" is not a name
          "zoom-media" | "https" | targets[1].application "https" is not spoken over udp
          "nothing" | "silence" | targets[1].expects must be "answer" or "nothing"
          zprobe.catalog/1 | zprobe.catalog/2 | schema must be "zprobe.catalog/1"
          2026-10-08 | yesterday | date must be a date
          1.1.1.1 | one.one.one.one | dnsControls "one.one.one.one" is not an address
          """)
  void whatIsWrongIsOneLineWithTheKeyAndItsPath(String from, String to, String message) {
    String broken = CONTRACT.replace(from, to);
    CatalogException thrown =
        assertThrows(CatalogException.class, () -> CatalogReader.parse(broken, "file.json"));
    assertTrue(thrown.getMessage().startsWith("file.json: " + message), () -> thrown.getMessage());
    assertFalse(thrown.getMessage().contains("\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"schema\": \"zprobe.catalog/1\"} x",
        "{\"schema\": 1}",
        "{\"a\": 1, \"a\": 2}",
        "null",
        "{\"schema\": \"zprobe.catalog/1\", \"targets\": {}}",
        "{\"schema\": \"zprobe.catalog/1\", \"targets\": [7]}",
        "{\"\\u0000\\n\": 1}"
      })
  void brokenJsonIsOneLine(String json) {
    CatalogException thrown =
        assertThrows(CatalogException.class, () -> CatalogReader.parse(json, "f"));
    assertTrue(thrown.getMessage().startsWith("f: "), () -> thrown.getMessage());
    assertFalse(thrown.getMessage().contains("\n"));
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String deep = "{\"a\":".repeat(50_000);
    assertThrows(CatalogException.class, () -> CatalogReader.parse(deep, "f"));
  }

  @Test
  void brokenJsonNamesLineAndColumn() {
    CatalogException thrown =
        assertThrows(
            CatalogException.class, () -> CatalogReader.parse("{\n  \"schema\" \"x\"\n}", "f"));
    assertTrue(thrown.getMessage().contains("line 2, column"), () -> thrown.getMessage());
  }

  @Test
  void filesThatCannotBeReadSayWhy(@TempDir Path directory) throws Exception {
    Path binary = directory.resolve("binary");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    for (Path file : List.of(directory.resolve("missing"), directory, binary)) {
      CatalogException thrown =
          assertThrows(CatalogException.class, () -> CatalogReader.read(file));
      assertTrue(thrown.getMessage().startsWith(file.toString()), () -> thrown.getMessage());
    }
  }
}
