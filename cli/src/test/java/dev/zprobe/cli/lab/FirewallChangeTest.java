package dev.zprobe.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A rule is changed between two runs: the comparison says exactly that. */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirewallChangeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Optional<Lab> lab = Optional.empty();

  @BeforeAll
  void build() throws IOException, InterruptedException {
    Optional<String> lack = ScenarioTest.lack();
    if (lack.isPresent()) {
      assertTrue(!"1".equals(System.getenv("ZPROBE_REQUIRE_ALL")), () -> "required: " + lack.get());
      Assumptions.abort("the lab needs " + lack.get());
    }
    lab = Optional.of(Lab.up());
  }

  @AfterAll
  void remove() {
    lab.ifPresent(Lab::close);
  }

  @Test
  void theComparisonNamesWhatTheRuleBrokeAndWhatItsEndMended(@TempDir Path place)
      throws IOException, InterruptedException, ParserConfigurationException, SAXException {
    Lab network = lab.orElseThrow();
    Path before = run(network, place.resolve("before"));
    network.fault("drop udp 8801-8810 router2");
    Path broken = run(network, place.resolve("broken"));
    network.heal();

    Path junit = place.resolve("out.xml");
    JsonNode worse = compared(network, 1, before, broken, junit);
    assertTrue(worse.path("worse").asBoolean());
    assertEquals(Set.of("udp 8801", "udp 8810"), ends(worse, "newly-failing"));
    assertEquals(Set.of(), ends(worse, "fixed"));
    Element suite =
        (Element)
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(junit.toFile())
                .getElementsByTagName("testsuite")
                .item(0);
    assertFalse(suite.getAttribute("failures").equals("0"));

    JsonNode better = compared(network, 0, broken, before, junit);
    assertEquals(Set.of("udp 8801", "udp 8810"), ends(better, "fixed"));
    assertEquals(Set.of(), ends(better, "newly-failing"));
  }

  private static Path run(Lab network, Path bundle) throws IOException, InterruptedException {
    zprobe(
        network,
        List.of(
            "run",
            "--catalog",
            network.fact("LAB_CATALOG"),
            "--trust",
            network.fact("LAB_CA"),
            "--service",
            "meetings",
            "--quiet",
            "--out",
            bundle.toString()));
    return bundle;
  }

  private static JsonNode compared(Lab network, int exit, Path one, Path other, Path junit)
      throws IOException, InterruptedException {
    Lab.Outcome outcome =
        zprobe(
            network,
            List.of(
                "compare",
                one.toString(),
                other.toString(),
                "--json",
                "--junit",
                junit.toString()));
    assertEquals(exit, outcome.exit(), outcome::output);
    return JSON.readTree(outcome.output());
  }

  /** The lowest and the highest port of each transport that changed so. */
  private static Set<String> ends(JsonNode comparison, String change) {
    Set<String> ends = new TreeSet<>();
    TreeSet<Integer> ports = new TreeSet<>();
    for (JsonNode each : comparison.path("targets")) {
      if (each.path("change").asText().equals(change)) {
        assertEquals("udp", each.path("transport").asText());
        ports.add(each.path("port").asInt());
      }
    }
    if (!ports.isEmpty()) {
      ends.add("udp " + ports.first());
      ends.add("udp " + ports.last());
    }
    return ends;
  }

  private static Lab.Outcome zprobe(Lab network, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(
        System.getenv()
            .getOrDefault("ZPROBE_LAUNCHER", Lab.top().resolve("cli/zprobe").toString()));
    command.addAll(arguments);
    return network.onClient(command);
  }
}
