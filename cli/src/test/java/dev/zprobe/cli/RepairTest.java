package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepairTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REPORT =
      """
      {"schema": "zprobe.report/1",
       "host": {"os": "Linux 6.1", "interfaces": [], "routes": [], "resolvers": [], "proxies": [],
                "vpn": [], "hostsFile": [], "firewall": []},
       "verdict": {"status": "blocked", "summary": "-", "error104103": "explained"},
       "findings": [{"id": "F1", "cause": "port-dropped", "stage": "udp", "severity": "blocking",
         "confidence": "likely", "blame": "network",
         "scope": {"transport": "udp", "ports": [8801], "addresses": ["203.0.113.30"], "names": []},
         "location": {"kind": "hops", "first": 2, "last": 3},
         "detail": {}, "summary": "UDP 8801 dies.", "evidence": []}],
       "targets": [], "observations": []}
      """;

  @TempDir private Path place;
  private Path report;

  @BeforeEach
  void write() throws IOException {
    report = Files.writeString(place.resolve("report.json"), REPORT);
  }

  @Test
  void jsonIsThePlanAndNothingElse() throws IOException {
    Captured zprobe = new Captured();
    assertEquals(
        0,
        zprobe.run("repair", "plan", report.toString(), "--platform", "windows", "--json"),
        () -> zprobe.err().toString());
    JsonNode plan = JSON.readTree(zprobe.out());
    assertEquals(List.of(), zprobe.err());
    assertEquals("windows", plan.path("platform").asText());
    assertEquals("ask-firewall-udp-media", plan.at("/steps/0/id").asText());
    assertEquals("F1", plan.at("/steps/0/findings/0").asText());
    List<String> unneeded = new ArrayList<>();
    plan.path("notRecommended").forEach(each -> unneeded.add(each.path("id").asText()));
    assertTrue(unneeded.contains("reset-network-stack"), unneeded::toString);
    assertEquals(10, plan.at("/changeRequest/rules").size());
  }

  @Test
  void aBundleIsADirectoryAZipOrItsReport() throws IOException {
    Path zip = place.resolve("bundle.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("report.json"));
      Files.copy(report, out);
    }
    List<String> texts = new ArrayList<>();
    for (Path source : List.of(place, zip, report)) {
      Captured zprobe = new Captured();
      assertEquals(0, zprobe.run("repair", "plan", source.toString()));
      texts.add(zprobe.out());
    }
    assertEquals(texts.get(0), texts.get(1));
    assertEquals(texts.get(0), texts.get(2));
    assertTrue(texts.get(0).contains("ask-firewall-udp-media"), texts.get(0));
  }

  @Test
  void withoutABundleItRunsFirst() throws IOException {
    Captured zprobe = new Captured();
    Path bundle = place.resolve("bundle");
    assertEquals(0, zprobe.run("repair", "plan", "--json", "--out", bundle.toString()));
    assertEquals(0, JSON.readTree(zprobe.out()).path("steps").size());
    assertTrue(Files.exists(bundle.resolve("report.json")));
    assertTrue(Files.exists(bundle.resolve("plan.json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "repair",
        "repair plan REPORT --platform amiga",
        "repair plan /nonexistent",
        "repair apply REPORT --step no-such-step --yes",
        "repair apply REPORT --step reset-network-stack --yes",
        "repair undo",
        "repair undo /nonexistent",
      })
  void wrongUsageIsOneLineAndTwo(String line) {
    Captured zprobe = new Captured();
    String[] arguments = line.replace("REPORT", report.toString()).split(" ");
    assertEquals(2, zprobe.run(arguments), () -> zprobe.err().toString());
    assertEquals(1, zprobe.err().size(), () -> zprobe.err().toString());
    assertEquals("", zprobe.out());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatTheFindingsDoNotJustifyIsRefusedWithTheReason() {
    Captured zprobe = new Captured();
    zprobe.run("repair", "apply", report.toString(), "--step", "reset-network-stack", "--yes");
    String said = zprobe.err().get(0);
    assertTrue(said.contains("do not justify reset-network-stack"), said);
    assertTrue(said.contains("between hop 2 and hop 3: nothing here can mend that"), said);
    assertTrue(said.contains("--force REASON"), said);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nobodyConsentsWhereNobodyIsThere() {
    Captured zprobe = new Captured();
    String path = report.toString();
    assertEquals(
        0, zprobe.run("repair", "apply", path, "--step", "flush-dns", "--force", "to see"));
    assertTrue(zprobe.out().contains("Nothing was changed"), zprobe.out());
    assertFalse(Files.exists(place.resolve("report.json-repairs")));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatWouldBeDoneIsThereAsJson() throws IOException {
    Captured zprobe = new Captured();
    String path = report.toString();
    zprobe.run("repair", "apply", path, "--step", "flush-dns", "--force", "to see", "--json");
    JsonNode result = JSON.readTree(zprobe.out());
    assertTrue(result.path("dryRun").asBoolean());
    assertEquals("would-run", result.at("/steps/0/state").asText());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anotherSystemsBundleIsNotAppliedHere() throws IOException {
    Files.writeString(report, REPORT.replace("Linux 6.1", "Windows 11"));
    Captured zprobe = new Captured();
    assertEquals(2, zprobe.run("repair", "apply", report.toString(), "--yes"));
    assertTrue(zprobe.err().get(0).contains("of a machine with windows"), zprobe.err().toString());
  }

  @Test
  void aPlanShowsHostileTextInert() throws IOException {
    Files.writeString(report, REPORT.replace("UDP 8801 dies.", "a\\u001b[2Jb"));
    Captured zprobe = new Captured();
    zprobe.run("repair", "plan", report.toString());
    assertFalse(zprobe.out().contains("\u001b"), zprobe.out());
    assertTrue(zprobe.out().contains("\\x1b[2J"), zprobe.out());
  }
}
