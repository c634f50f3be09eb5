package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.cli.shell.Version;
import dev.zprobe.diagnosis.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path place;
  private final Captured zprobe = new Captured();
  private int bundles;

  @ParameterizedTest
  @CsvSource({"HEALTHY,0", "DEGRADED,1", "BLOCKED,1", "INCONCLUSIVE,3"})
  void theExitCodeIsTheVerdict(Diagnosis.Status status, int code) {
    zprobe.pipeline.diagnosis = FakePipeline.verdict(status);
    assertEquals(code, run());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rum",
        "run --foo",
        "run --time-limit 3x",
        "run --time-limit 0s",
        "run --time-limit -1s",
        "run --time-limit 99999999999999h",
        "run -4 -6",
        "run --color sometimes",
        "run --catalog /nonexistent",
        "run --catalog /",
        "run --service nothing-like-it",
        "run 1.2.3.400",
        "run zoom.us:0",
        "run zoom.us:65536",
        "run zoom.us/quic9",
        "run [::1",
        "run 224.0.0.1:443",
        "run --trust /nonexistent zoom.us",
        "run --dns-control nobody zoom.us",
        "run --dns-control none --dns-control 1.1.1.1 zoom.us",
        "run --proxy ftp://x zoom.us",
        "demo no-such-fault",
        "catalog",
        "catalog check",
        "catalog check /nonexistent",
        "catalog show extra",
        "run --report",
      })
  void wrongUsageIsOneLineAndTwo(String line) {
    assertEquals(2, zprobe.run(line.split(" ")), () -> zprobe.err().toString());
    assertEquals(1, zprobe.err().size(), () -> zprobe.err().toString());
    assertTrue(zprobe.err().get(0).startsWith("zprobe: "));
    assertEquals("", zprobe.out());
  }

  @Test
  void noVerbIsUsage() {
    assertEquals(2, zprobe.run());
    assertEquals(List.of("zprobe: a verb is missing (see zprobe --help)"), zprobe.err());
  }

  @Test
  void aWrongVerbIsMended() {
    zprobe.run("demoo");
    assertTrue(zprobe.err().get(0).contains("did you mean demo?"), zprobe.err().toString());
  }

  @Test
  void hostileArgumentsAreShownInert() {
    zprobe.run("\u001b[2Jrun");
    assertTrue(zprobe.err().get(0).contains("\\x1b[2Jrun"), zprobe.err().toString());
  }

  @Test
  void aBugIsSeventyAndOneLine() {
    zprobe.pipeline.trouble = new IllegalStateException("first\nsecond");
    assertEquals(70, run());
    assertEquals(1, zprobe.err().size());
    assertTrue(
        zprobe.err().get(0).startsWith("zprobe: a bug in zprobe: IllegalStateException: first"));
    assertTrue(zprobe.err().get(0).contains("report it at https://"));
  }

  @Test
  void aBugTellsItsTraceOnlyWhenAsked() {
    zprobe.pipeline.trouble = new IllegalStateException("first");
    assertEquals(70, run("--verbose"));
    assertTrue(zprobe.err().stream().anyMatch(line -> line.contains("MainTest")));
  }

  @Test
  void aFullDirectoryIsRefusedByTheEnvironment() throws IOException {
    Files.writeString(place.resolve("file"), "x");
    assertEquals(4, zprobe.run("run", "203.0.113.1:443/tcp", "--out", place.toString()));
    assertEquals(1, zprobe.err().size());
    assertTrue(zprobe.err().get(0).contains("--out"));
  }

  @Test
  void theReportOnStandardOutputStandsAlone() throws IOException {
    assertEquals(0, run("--report", "-"));
    ReportSchema.accepts(zprobe.out());
    assertEquals(List.of(), zprobe.err());
    assertEquals(Files.readString(place.resolve("bundle/report.json")), zprobe.out());
  }

  @Test
  void jsonPrintsTheReport() {
    assertEquals(0, run("--json"));
    ReportSchema.accepts(zprobe.out());
  }

  @Test
  void theReportGoesToAFileAsWell() throws IOException {
    Path file = place.resolve("other.json");
    assertEquals(0, run("--report", file.toString()));
    assertEquals(Files.readString(place.resolve("bundle/report.json")), Files.readString(file));
    assertTrue(zprobe.out().contains("HEALTHY"));
  }

  @Test
  void quietPrintsTheVerdictOnly() {
    assertEquals(0, run("--quiet"));
    assertEquals(2, zprobe.out().lines().count(), zprobe.out());
    assertEquals(List.of(), zprobe.err());
  }

  @Test
  void colourNeedsATerminalAndNobodyAgainst() {
    assertFalse(coloured(new Captured()));
    assertTrue(coloured(new Captured().onTerminal(Map.of())));
    assertFalse(coloured(new Captured().onTerminal(Map.of("NO_COLOR", "1"))));
    assertTrue(coloured(new Captured().onTerminal(Map.of("NO_COLOR", "1")), "--color", "always"));
    assertTrue(coloured(new Captured().onTerminal(Map.of("NO_COLOR", ""))));
    assertFalse(coloured(new Captured().onTerminal(Map.of("TERM", "dumb"))));
    assertFalse(coloured(new Captured().onTerminal(Map.of()), "--color", "never"));
  }

  @Test
  void peerTextInTheVerdictIsInert() {
    run("--color", "never");
    assertTrue(zprobe.out().contains("The verdict\\x1b[2J."), zprobe.out());
  }

  @Test
  void optionsReachThePlan() {
    run(
        "--time-limit",
        "1m30s",
        "-6",
        "--interface",
        "eth7",
        "--no-trace",
        "--resolver",
        "[2001:db8::1]:5353");
    assertEquals(Duration.ofSeconds(90), zprobe.pipeline.plan.limits().total());
    assertEquals("eth7", zprobe.pipeline.plan.stages().captureInterface().orElseThrow());
    assertFalse(zprobe.pipeline.plan.stages().path());
    assertEquals(5353, zprobe.pipeline.plan.resolvers().get(0).port());
  }

  @Test
  void helpListsOnlyWhatThereIs() {
    assertEquals(0, zprobe.run("--help"));
    assertTrue(zprobe.out().contains("run"));
    assertEquals(0, new Captured().run("run", "--help"));
  }

  @Test
  void theVersionIsTheBuilds() throws IOException {
    assertEquals(0, zprobe.run("--version"));
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(pom.contains("<version>" + Version.TEXT + "</version>"));
    assertEquals("zprobe " + Version.TEXT, zprobe.out().strip());
  }

  @Test
  void theBuiltInCatalogIsShown() {
    assertEquals(0, zprobe.run("catalog", "show"));
    assertTrue(zprobe.out().contains("8801-8810/udp"), zprobe.out());
  }

  @Test
  void theCatalogThatIsShownAsJsonIsACatalog() throws IOException {
    assertEquals(0, zprobe.run("catalog", "show", "--json"));
    Path file = Files.writeString(place.resolve("shown.json"), zprobe.out());
    Captured again = new Captured();
    assertEquals(0, again.run("catalog", "check", file.toString()), again::text);
  }

  @Test
  void theDoctorNamesWhatEachLackCostsAndWhatMendsIt() throws IOException {
    int code = zprobe.run("doctor", "--json");
    JsonNode checks = new ObjectMapper().readTree(zprobe.out()).path("checks");
    boolean broken = false;
    for (JsonNode check : checks) {
      String state = check.path("state").asText();
      broken |= "broken".equals(state);
      boolean helped = check.has("loses") && (check.has("mend") || check.has("advice"));
      assertTrue("fine".equals(state) || helped, check::toString);
    }
    assertTrue(checks.size() >= 7, checks::toString);
    assertEquals(broken ? 1 : 0, code);
  }

  @Test
  void demoListsItsFaults() throws IOException {
    assertEquals(0, zprobe.run("demo", "--list"));
    assertTrue(zprobe.out().contains("hello-reset"));
    Captured machine = new Captured();
    assertEquals(0, machine.run("demo", "--list", "--json"));
    JsonNode faults = new ObjectMapper().readTree(machine.out()).path("faults");
    assertEquals("none", faults.path(0).path("id").asText());
  }

  private boolean coloured(Captured other, String... more) {
    String bundle = place.resolve("bundle-" + ++bundles).toString();
    other.run(with(new String[] {"run", "203.0.113.1:443/tcp", "--out", bundle}, more));
    return other.out().contains("\u001b[");
  }

  private int run(String... more) {
    String[] fixed = {"run", "[2001:db8::7]:443/tcp", "--out", place.resolve("bundle").toString()};
    return zprobe.run(with(fixed, more));
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
