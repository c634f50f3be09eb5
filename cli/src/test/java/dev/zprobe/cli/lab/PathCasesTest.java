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

  /** One address of the service for each router, in both families: they end alike. */
  private static final List<String> SERVICE =
      List.of("203.0.113.10", "203.0.113.11", "203.0.113.12");

  private static final List<String> RESOLVERS =
      List.of("192.0.2.53", "192.0.2.54", "198.51.100.53");

  /** Ports at which the meeting server speaks TLS. */
  private static final List<Integer> HELLO_PORTS = List.of(443, 8801, 8802);

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
    breakWith(CASES);
    assertEquals(List.of(), complaints(CASES, "socket", Set.of(1, 2, 3)));
    assertEquals(List.of(), complaints(CASES, "inject", Set.of(1, 2, 3)));
    lab.orElseThrow().fault("nat");
    lab.orElseThrow().fault("silent-hop router2");
    assertEquals(List.of(), complaints(CASES, "socket", Set.of(1, 3)));
    assertEquals(List.of(), complaints(CASES, "inject", Set.of(1, 3)));
    lab.orElseThrow().fault("silent-hop router1");
    assertEquals(List.of(), complaints(CASES, "socket", Set.of(3)));
  }

  @Test
  void everyStageAtEveryRouterInBothFamilies() throws Exception {
    for (boolean rejects : new boolean[] {false, true}) {
      List<Case> cases = matrix(rejects);
      breakWith(cases);
      assertEquals(List.of(), complaints(cases, "socket", Set.of(1, 2, 3)));
      assertEquals(List.of(), complaints(cases, "inject", Set.of(1, 2, 3)));
      lab.orElseThrow().heal();
    }
  }

  /** SYN, ClientHello by name, UDP 8801 and 3478, DNS: each at each router. */
  private static List<Case> matrix(boolean rejects) {
    List<Case> cases = new ArrayList<>();
    for (int router = 1; router <= 3; router++) {
      int port = HELLO_PORTS.get(router - 1);
      String hello = (rejects ? "hello reset router" : "hello drop router") + router;
      cases.add(new Case("hello", "203.0.113.30:" + port, hello + " name " + port, router));
      cases.add(new Case("hello", "[2001:db8:113::30]:" + port, "", router));
      String service = SERVICE.get(router - 1);
      String resolver = RESOLVERS.get(router - 1);
      for (boolean six : new boolean[] {false, true}) {
        String at = six ? sixOf(service) : service;
        String tcp = rejects ? "reject reset tcp 80" : "drop tcp 80";
        String udp = rejects ? "reject admin udp " : "drop udp ";
        cases.add(of("syn", at, 80, tcp, router));
        cases.add(of("zoom-media", at, 8801, udp + 8801, router));
        cases.add(of("stun", at, 3478, udp + 3478, router));
        cases.add(of("dns", six ? sixOf(resolver) : resolver, 53, udp + 53, router));
      }
    }
    return cases;
  }

  private static Case of(String stage, String address, int port, String fault, int router) {
    String place = (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    return new Case(stage, place, fault + " router" + router + " " + address, router);
  }

  private static String sixOf(String four) {
    String last = four.substring(four.lastIndexOf('.') + 1);
    return switch (four.substring(0, four.lastIndexOf('.'))) {
      case "203.0.113" -> "2001:db8:113::" + last;
      case "192.0.2" -> "2001:db8:53::" + last;
      case "198.51.100" -> "2001:db8:51::" + last;
      default -> throw new IllegalArgumentException(four);
    };
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
        climb(CASES, "socket").stream()
            .filter(
                each -> Set.of("dropped", "reset", "closed", "rejected").contains(each.outcome()))
            .toList();
    assertEquals(List.of(), blamed);
  }

  private void breakWith(List<Case> cases) throws IOException, InterruptedException {
    for (Case each : cases) {
      if (!each.fault().isEmpty()) {
        lab.orElseThrow().fault(each.fault());
      }
    }
  }

  /** Every case whose range is wrong. */
  private List<String> complaints(List<Case> cases, String engine, Set<Integer> answering)
      throws IOException, InterruptedException {
    List<Verdict> verdicts = climb(cases, engine);
    List<String> complaints = new ArrayList<>();
    for (Case each : cases) {
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

  private List<Verdict> climb(List<Case> cases, String engine)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                LadderClient.class.getName(),
                engine));
    cases.forEach(each -> command.add(each.stage() + "=" + each.place()));
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
    assertTrue(verdicts.size() >= cases.size(), outcome::output);
    return verdicts;
  }
}
