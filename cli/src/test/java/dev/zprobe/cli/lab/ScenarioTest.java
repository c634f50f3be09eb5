package dev.zprobe.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.cli.RedactedCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs the real program in the lab, once per scenario folder, and compares its report with what the
 * folder expects. The redacted copy of the bundle must name nobody and be analysed alike.
 *
 * <p>Needs root and the packages of {@code testdata/lab/packages}; skips with a message without
 * them, unless {@code ZPROBE_REQUIRE_ALL=1}. {@code ZPROBE_SCENARIO} chooses scenarios by a regular
 * expression, {@code ZPROBE_LAB_PREFIX} uses a lab that is up, {@code ZPROBE_LAUNCHER} another
 * program, {@code ZPROBE_REPEAT=2} runs each scenario so often and wants the same causes, {@code
 * ZPROBE_KEEP} a folder that keeps the bundles.
 *
 * <p>A scenario that fails runs once more; more than a few such runs fail the whole.
 */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenarioTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A machine without time to run the lab loses packets that no fault took: so many at most. */
  private static final int MOST_SECOND_RUNS = 3;

  private final List<String> ranTwice = new ArrayList<>();
  private Optional<Lab> lab = Optional.empty();
  private Path top = Path.of("");

  @BeforeAll
  void build() throws IOException, InterruptedException {
    top = Lab.top();
    Optional<String> lack = lack();
    if (lack.isPresent()) {
      assertTrue(!"1".equals(System.getenv("ZPROBE_REQUIRE_ALL")), () -> "required: " + lack.get());
      Assumptions.abort("the lab needs " + lack.get());
    }
    lab = Optional.of(Lab.up());
  }

  /** What this machine lacks for the lab, if anything. */
  static Optional<String> lack() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("root");
    }
    List<String> missing = new ArrayList<>();
    for (String tool :
        List.of(
            "ip",
            "nft",
            "iptables",
            "ethtool",
            "nginx",
            "turnserver",
            "unbound",
            "chronyd",
            "kamailio",
            "squid",
            "openssl")) {
      boolean found =
          Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
      if (!found) {
        missing.add(tool);
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(", ", missing) + " (see testdata/lab/packages)");
  }

  @AfterAll
  void remove() {
    lab.ifPresent(Lab::close);
  }

  @TestFactory
  Stream<DynamicTest> reportsWhatIsTrue() throws IOException {
    String chosen = System.getenv().getOrDefault("ZPROBE_SCENARIO", ".*");
    Stream<DynamicTest> each =
        Scenario.all(top.resolve("testdata/scenario")).stream()
            .filter(scenario -> scenario.name().matches(chosen))
            .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> patiently(scenario)));
    DynamicTest few =
        DynamicTest.dynamicTest(
            "few needed a second run",
            () -> assertTrue(ranTwice.size() <= MOST_SECOND_RUNS, ranTwice::toString));
    return Stream.concat(each, Stream.of(few));
  }

  /** Once more where the first run was wrong, which is told and counted. */
  private void patiently(Scenario scenario) throws IOException, InterruptedException {
    try {
      check(scenario);
    } catch (AssertionError first) {
      System.out.println("second run of " + scenario.name() + ": " + first.getMessage());
      ranTwice.add(scenario.name());
      check(scenario);
    }
  }

  private void check(Scenario scenario) throws IOException, InterruptedException {
    Lab network = lab.orElseThrow();
    Assumptions.assumeTrue(
        !scenario.pending() || "1".equals(System.getenv("ZPROBE_PENDING")),
        "pending: the product does not find this yet (ZPROBE_PENDING=1 runs it)");
    try {
      for (String fault : scenario.faults()) {
        network.fault(fault);
      }
      JsonNode first = run(network, scenario);
      int times = Integer.parseInt(System.getenv().getOrDefault("ZPROBE_REPEAT", "1"));
      for (int time = 1; time < times; time++) {
        assertEquals(causes(first), causes(run(network, scenario)), "the same again");
      }
    } finally {
      network.heal();
    }
  }

  private JsonNode run(Lab network, Scenario scenario) throws IOException, InterruptedException {
    Path bundle = bundle(scenario);
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getenv().getOrDefault("ZPROBE_LAUNCHER", top + "/cli/zprobe"),
                "run",
                "--catalog",
                network.fact("LAB_CATALOG"),
                "--trust",
                network.fact("LAB_CA"),
                "--out",
                bundle.toString()));
    scenario.arguments().forEach(argument -> command.add(network.filled(argument)));
    Lab.Outcome outcome = network.onClient(command);
    Path report = bundle.resolve("report.json");
    Path stuck = bundle.resolve("stuck.txt");
    String where = Files.exists(stuck) ? Files.readString(stuck) : "";
    assertTrue(Files.exists(report), () -> "no report: " + outcome.output() + where);
    JsonNode read = JSON.readTree(report.toFile());
    List<String> complaints = ReportCheck.complaints(scenario.expect(), read, outcome.exit());
    assertTrue(complaints.isEmpty(), () -> String.join("\n", complaints) + "\n" + outcome.output());
    List<String> shared = RedactedCopy.complaints(bundle);
    assertTrue(shared.isEmpty(), () -> "the redacted copy: " + String.join("\n", shared));
    return read;
  }

  private static Path bundle(Scenario scenario) throws IOException {
    String kept = System.getenv("ZPROBE_KEEP");
    Path folder =
        kept == null
            ? Files.createTempDirectory("zprobe-scenario")
            : Files.createDirectories(Path.of(kept));
    return Files.createTempDirectory(folder, scenario.name() + "-").resolve("bundle");
  }

  private static Set<String> causes(JsonNode report) {
    Set<String> causes = new TreeSet<>();
    for (JsonNode finding : report.path("findings")) {
      if (!finding.has("explainedBy") && !finding.path("severity").asText().equals("note")) {
        causes.add(finding.path("cause").asText());
      }
    }
    return causes;
  }
}
