package dev.zprobe.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Ladders in the lab, where it is known which router drops or resets what: the range must hold that
 * router and be no wider than the hops beside it that answer. One round has many faults, of
 * different ports and addresses, and climbs for all of them at once.
 */
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PathCasesTest {
  private static final int TARGET = 4;

  /**
   * @param fault of the lab; empty where an earlier case's covers this
   * @param router that does it, 1 to 3; 0 for none
   */
  private record Case(String stage, String place, String fault, int router) {}

  private static final List<Case> CASES =
      List.of(
          new Case("syn", "203.0.113.10:443", "drop tcp 443 router1 203.0.113.10", 1),
          new Case("syn", "203.0.113.11:443", "drop tcp 443 router2 203.0.113.11", 2),
          new Case("syn", "203.0.113.12:443", "drop tcp 443 router3 203.0.113.12", 3),
          new Case("syn", "[2001:db8:113::11]:443", "drop tcp 443 router2 2001:db8:113::11", 2),
          new Case("syn", "203.0.113.10:80", "reject reset tcp 80 router1 203.0.113.10", 1),
          new Case("syn", "203.0.113.11:80", "reject reset tcp 80 router2 203.0.113.11", 2),
          new Case("syn", "203.0.113.12:80", "reject reset tcp 80 router3 203.0.113.12", 3),
          new Case(
              "syn", "[2001:db8:113::10]:80", "reject reset tcp 80 router1 2001:db8:113::10", 1),
          new Case("hello", "203.0.113.30:443", "hello drop router1 name 443", 1),
          new Case("hello", "203.0.113.30:8801", "hello drop router2 name 8801", 2),
          new Case("hello", "203.0.113.30:8802", "hello reset router3 name 8802", 3),
          new Case("hello", "[2001:db8:113::30]:8801", "", 2),
          new Case("hello", "[2001:db8:113::30]:8802", "", 3),
          new Case("zoom-media", "203.0.113.31:8801", "drop udp 8801 router1", 1),
          new Case("zoom-media", "203.0.113.31:8802", "drop udp 8802 router2", 2),
          new Case("zoom-media", "203.0.113.31:8803", "drop udp 8803 router3", 3),
          new Case("zoom-media", "[2001:db8:113::31]:8802", "", 2),
          new Case("stun", "203.0.113.40:3478", "drop udp 3478 router1 203.0.113.40", 1),
          new Case("stun", "203.0.113.41:3478", "drop udp all router2 203.0.113.41", 2),
          new Case("stun", "203.0.113.40:3479", "drop udp 3479 router3 203.0.113.40", 3),
          new Case("dns", "192.0.2.53:53", "drop udp 53 router1 192.0.2.53", 1),
          new Case("dns", "192.0.2.54:53", "drop udp 53 router2 192.0.2.54", 2),
          new Case("dns", "198.51.100.53:53", "drop udp 53 router3 198.51.100.53", 3));

  private static final Pattern LINE =
      Pattern.compile("([A-Z_]+) (\\S+)/(?:tcp|udp) ([a-z-]+) (\\d+) (\\d+) (.*)");

  /** What the client printed of one stage. */
  private record Verdict(
      String stage, String place, String outcome, int first, int last, String statement) {}

  private Optional<Lab> lab = Optional.empty();

  @BeforeAll
  void build() throws IOException, InterruptedException {
    Optional<String> lack = ScenarioTest.lack();
    Assumptions.assumeTrue(lack.isEmpty(), () -> "the lab needs " + lack.orElseThrow());
    lab = Optional.of(Lab.up());
  }

  @AfterEach
  void heal() throws IOException, InterruptedException {
    lab.orElseThrow().heal();
  }

  @AfterAll
  void remove() {
    lab.ifPresent(Lab::close);
  }

  @Test
  void everyRangeHoldsTheRouterThatDoesIt() throws Exception {
    breakEverything();
    assertEquals(List.of(), complaints("socket", Set.of(1, 2, 3)));
    assertEquals(List.of(), complaints("inject", Set.of(1, 2, 3)));
    lab.orElseThrow().fault("nat");
    lab.orElseThrow().fault("silent-hop router2");
    assertEquals(List.of(), complaints("socket", Set.of(1, 3)));
    assertEquals(List.of(), complaints("inject", Set.of(1, 3)));
    lab.orElseThrow().fault("silent-hop router1");
    assertEquals(List.of(), complaints("socket", Set.of(3)));
  }

  @Test
  void nothingIsBlamedWhereNothingIsWrong() throws Exception {
    assertBlamesNobody();
    lab.orElseThrow().fault("balanced");
    assertBlamesNobody();
    lab.orElseThrow().fault("icmp-limited router3 2");
    assertBlamesNobody();
  }

  private void assertBlamesNobody() throws IOException, InterruptedException {
    List<Verdict> blamed =
        climb("socket").stream()
            .filter(
                each -> Set.of("dropped", "reset", "closed", "rejected").contains(each.outcome()))
            .toList();
    assertEquals(List.of(), blamed);
  }

  private void breakEverything() throws IOException, InterruptedException {
    for (Case each : CASES) {
      if (!each.fault().isEmpty()) {
        lab.orElseThrow().fault(each.fault());
      }
    }
  }

  /** Every case whose range is wrong. */
  private List<String> complaints(String engine, Set<Integer> answering)
      throws IOException, InterruptedException {
    List<Verdict> verdicts = climb(engine);
    List<String> complaints = new ArrayList<>();
    for (Case each : CASES) {
      Optional<Verdict> found =
          verdicts.stream()
              .filter(verdict -> verdict.stage().equals(word(each.stage())))
              .filter(verdict -> verdict.place().equals(each.place()))
              .findFirst();
      Set<Integer> hops = new TreeSet<>(answering);
      hops.add(0);
      hops.add(TARGET);
      int lowest = hops.stream().filter(hop -> hop <= each.router()).reduce(0, Math::max);
      int highest = hops.stream().filter(hop -> hop > each.router()).reduce(TARGET, Math::min);
      boolean right =
          found
              .filter(
                  verdict -> verdict.first() <= each.router() && each.router() <= verdict.last())
              .filter(verdict -> lowest <= verdict.first() && verdict.last() <= highest)
              .isPresent();
      if (!right) {
        complaints.add(each + " gave " + found + ", wanted " + lowest + ".." + highest);
      }
    }
    return complaints;
  }

  private static String word(String stage) {
    return switch (stage) {
      case "syn" -> "SYN";
      case "hello" -> "CLIENT_HELLO";
      case "dns" -> "DNS_QUERY";
      default -> "DATAGRAM";
    };
  }

  private List<Verdict> climb(String engine) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LadderClient.class.getName(),
                engine));
    CASES.forEach(each -> command.add(each.stage() + "=" + each.place()));
    Lab.Outcome outcome = lab.orElseThrow().onClient(command);
    assertEquals(0, outcome.exit(), outcome::output);
    List<Verdict> verdicts =
        outcome
            .output()
            .lines()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .map(
                line ->
                    new Verdict(
                        line.group(1),
                        line.group(2),
                        line.group(3),
                        Integer.parseInt(line.group(4)),
                        Integer.parseInt(line.group(5)),
                        line.group(6)))
            .collect(Collectors.toList());
    assertTrue(verdicts.size() >= CASES.size(), outcome::output);
    return verdicts;
  }
}
