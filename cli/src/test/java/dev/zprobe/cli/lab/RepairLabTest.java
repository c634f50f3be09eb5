package dev.zprobe.cli.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repairs with real effect in the lab: mended, worse and rolled back, undone to the byte. Programs
 * that a namespace does not hold off from this machine (what speaks to its init, or signals by
 * name) are kept out of the search path.
 */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepairLabTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> KEPT_OUT =
      Set.of(
          ("pkill killall resolvectl systemctl timedatectl nscd dnsmasq sss_cache nmcli networkctl"
                  + " dhclient apt-get dnf flatpak snap gsettings dconf chronyc date")
              .split(" "));

  private Path place = Path.of("");
  private Optional<Lab> lab = Optional.empty();
  private Path programs = Path.of("");

  @BeforeAll
  void build(@TempDir Path shared) throws IOException, InterruptedException {
    Optional<String> lack = ScenarioTest.lack();
    if (lack.isPresent()) {
      assertTrue(!"1".equals(System.getenv("ZPROBE_REQUIRE_ALL")), () -> "required: " + lack.get());
      Assumptions.abort("the lab needs " + lack.get());
    }
    place = shared;
    programs = Files.createDirectory(place.resolve("programs"));
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin:/sbin:/bin";
    for (String folder : path.split(":")) {
      link(Path.of(folder));
    }
    lab = Optional.of(Lab.up());
  }

  private void link(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Path link = programs.resolve(entry.getFileName());
        if (!KEPT_OUT.contains(entry.getFileName().toString())
            && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  @AfterEach
  void heal() throws IOException, InterruptedException {
    network().heal();
  }

  @AfterAll
  void remove() throws IOException {
    lab.ifPresent(Lab::close);
    if (lab.isPresent()) {
      try (Stream<Path> links = Files.list(programs)) {
        for (Path link : links.toList()) {
          Files.delete(link);
        }
      }
    }
  }

  @Test
  void aFirewallRuleIsPassedByAndPutBackAsItWas() throws IOException, InterruptedException {
    network().fault("firewall-out drop tcp 443");
    Path bundle = run(List.of(), "--service", "web");
    String before = client("nft", "list", "ruleset").output();

    Lab.Outcome dry = zprobe(List.of(), "repair", "apply", bundle.toString());
    assertEquals(0, dry.exit(), dry::output);
    assertEquals(before, client("nft", "list", "ruleset").output());
    assertTrue(Files.notExists(bundle.resolve("repairs")));

    Path record = applied(bundle, 0, "mended");
    assertTrue(client("nft", "list", "ruleset").output().contains("zprobe repair"));
    undone(record);
    assertEquals(before, client("nft", "list", "ruleset").output());
  }

  @Test
  void aHostsFileLosesTheServiceAndNothingElse() throws IOException, InterruptedException {
    network().fault("hosts zoom.example 203.0.113.99");
    Path file = own("hosts");
    Files.writeString(file, Files.readString(file) + "203.0.113.99\tother.example Zoom.Example\n");
    byte[] before = Files.readAllBytes(file);
    Path record = applied(run(List.of(), "--service", "web"), 0, "mended");
    assertTrue(Files.readString(file).contains("203.0.113.99\tother.example\n"));
    assertTrue(!Files.readString(file).contains(" zoom.example"));
    undone(record);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aStaleCacheIsEmptied() throws IOException, InterruptedException {
    network().fault("cache-stale");
    applied(run(List.of(), "--service", "phone"), 0, "mended");
  }

  @Test
  void aResolverThatMakesItWorseIsTakenOutAgain() throws IOException, InterruptedException {
    network().fault("resolver elsewhere");
    Path bundle = run(List.of(), "--service", "web");
    Path file = own("resolv.conf");
    byte[] before = Files.readAllBytes(file);
    for (String other : List.of("198.51.100.53", "198.51.100.54")) {
      network().fault("drop udp 53 router2 " + other);
      network().fault("drop tcp 53 router2 " + other);
    }
    Path record = applied(bundle, 1, "worse");
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(
        "rolled-back",
        JSON.readTree(record.resolve("record.json").toFile()).path("state").asText());
  }

  @Test
  void aDeadProxyIsSwitchedOffForNewSessions() throws IOException, InterruptedException {
    Path scripts = Files.createDirectories(own("profile.d"));
    Path file = scripts.resolve("proxy.sh");
    String dead = network().fact("LAB_PROXY_DEAD");
    Files.writeString(file, "A=b\nexport https_proxy=" + dead + "\n");
    byte[] before = Files.readAllBytes(file);
    List<String> variables = List.of("https_proxy=" + dead);
    Path record = applied(run(variables, "--service", "web"), 0, "mended", variables);
    assertEquals("A=b\n# zprobe: export https_proxy=" + dead + "\n", Files.readString(file));
    undone(record);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  /** The kernel shares the clock with this machine, so the setter mends the lab's time instead. */
  @Test
  void aWrongClockIsSet() throws IOException, InterruptedException {
    network().fault("clock 600");
    Path bundle = run(List.of(), "--service", "web");
    Path setter = programs.resolve("chronyc");
    Files.writeString(
        setter,
        "#!/bin/sh\n[ \"$2\" = makestep ] && exec \"$ZPROBE_TEST_LAB\" --prefix "
            + network().fact("LAB_PREFIX")
            + " heal\n");
    assertTrue(setter.toFile().setExecutable(true));
    try {
      String script = Lab.top().resolve("testdata/lab/lab").toString();
      applied(bundle, 0, "mended", List.of("ZPROBE_TEST_LAB=" + script));
    } finally {
      Files.delete(setter);
    }
  }

  private Path run(List<String> variables, String... more)
      throws IOException, InterruptedException {
    Path bundle = Files.createTempDirectory(place, "run").resolve("bundle");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--catalog",
                network().fact("LAB_CATALOG"),
                "--trust",
                network().fact("LAB_CA"),
                "--no-trace",
                "--out",
                bundle.toString()));
    arguments.addAll(List.of(more));
    Lab.Outcome outcome = zprobe(variables, arguments.toArray(String[]::new));
    assertEquals(1, outcome.exit(), outcome::output);
    return bundle;
  }

  private Path applied(Path bundle, int exit, String effect)
      throws IOException, InterruptedException {
    return applied(bundle, exit, effect, List.of());
  }

  /** The record of the first step. */
  private Path applied(Path bundle, int exit, String effect, List<String> variables)
      throws IOException, InterruptedException {
    Lab.Outcome outcome = zprobe(variables, "repair", "apply", bundle.toString(), "--yes");
    assertEquals(exit, outcome.exit(), outcome::output);
    try (Stream<Path> records = Files.list(bundle.resolve("repairs"))) {
      Path record = records.sorted().findFirst().orElseThrow();
      JsonNode tree = JSON.readTree(record.resolve("record.json").toFile());
      assertEquals(effect, tree.at("/verification/effect").asText(), outcome::output);
      return record;
    }
  }

  private void undone(Path record) throws IOException, InterruptedException {
    Lab.Outcome outcome = zprobe(List.of(), "repair", "undo", record.toString());
    assertEquals(0, outcome.exit(), outcome::output);
  }

  private Lab.Outcome zprobe(List<String> variables, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "PATH=" + programs));
    command.addAll(variables);
    command.add(System.getenv().getOrDefault("ZPROBE_LAUNCHER", Lab.top() + "/cli/zprobe"));
    command.addAll(List.of(arguments));
    return network().onClient(command);
  }

  private Lab.Outcome client(String... command) throws IOException, InterruptedException {
    return network().onClient(List.of(command));
  }

  /** A file of the client's own /etc. */
  private Path own(String name) {
    return Path.of("/etc/netns", network().fact("LAB_NS_CLIENT"), name);
  }

  private Lab network() {
    return lab.orElseThrow();
  }
}
