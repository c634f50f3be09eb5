package dev.zprobe.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Cause;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairPlanTest {
  @ParameterizedTest
  @EnumSource(Platform.class)
  void aDroppedMediaPortIsForTheFirewallTeam(Platform platform) {
    RepairPlan plan = Reports.plan(Reports.with(Cause.PORT_DROPPED), platform);
    assertEquals("ask-firewall-udp-media", plan.steps().get(0).id());
    assertEquals(List.of("F1"), plan.steps().get(0).findings());
    assertEquals(Who.NETWORK_TEAM, plan.steps().get(0).repair().who());
    assertTrue(plan.steps().stream().allMatch(step -> step.work().commands().isEmpty()));
    assertEquals(
        "the packets leave this machine and die between hop 2 (62.115.12.2) and hop 3"
            + " (62.115.23.3): nothing here can mend that; a reset would only lose static"
            + " addresses and the bindings of VPN software",
        why(plan, "reset-network-stack"));
  }

  @Test
  void theRequestNamesWhatIsMissingAndNoMore() {
    RepairPlan.ChangeRequest request =
        Reports.plan(Reports.with(Cause.PORT_DROPPED), Platform.LINUX)
            .changeRequest()
            .orElseThrow();
    // 8803 works, so nobody is to open it.
    assertTrue(request.text().contains("ports: 8801-8802"), request.text());
    assertTrue(request.text().contains("source: 10.20.0.10"), request.text());
    assertTrue(request.text().contains("203.0.113.30 (mmr.zoom.example)"), request.text());
    assertTrue(request.text().contains("frames 7, 9 of capture.pcapng"), request.text());
    assertEquals(
        List.of(
            "nftables",
            "iptables",
            "pf",
            "windows-defender",
            "cisco-asa",
            "cisco-ios",
            "palo-alto",
            "fortios",
            "aws-security-group",
            "azure-nsg"),
        request.rules().stream().map(RepairPlan.DialectRule::dialect).toList());
    for (RepairPlan.DialectRule rule : request.rules()) {
      assertTrue(rule.text().contains("203.0.113.30"), rule::text);
      assertTrue(rule.text().contains("8801"), rule::text);
      assertTrue(rule.text().contains("8802"), rule::text);
      assertFalse(rule.text().contains("8803"), rule::text);
    }
  }

  /** What a machine's tables would say, a capture does not. */
  @Test
  void ofACaptureNothingIsSaidOfTheMachine() {
    ObjectNode report = Reports.with(Cause.SNI_BLOCKED);
    report.remove("host");
    report.remove("clock");
    report.putObject("run").put("command", "analyze");
    report.withObject("/capture").put("file", "incident.pcap");
    RepairPlan plan = Reports.plan(report, Platform.LINUX);
    assertTrue(why(plan, "sync-clock").contains("a capture does not show"));
    assertTrue(why(plan, "disconnect-vpn").contains("a capture does not show"));
    assertTrue(why(plan, "disable-dead-proxy").contains("a capture does not show"));
    for (RepairPlan.Unneeded each : plan.notRecommended()) {
      assertFalse(each.why().contains("the run"), each.why());
    }
    String text = plan.changeRequest().orElseThrow().text();
    assertTrue(text.contains("frames 7, 9 of incident.pcap"), text);
  }

  /** Nobody exempts names from a filter that is the server itself. */
  @Test
  void aResetByTheServiceIsForTheService() {
    ObjectNode report = Reports.with(Cause.TLS_RESET);
    assertEquals(
        List.of("ask-firewall-name-filter"), Reports.steps(Reports.plan(report, Platform.LINUX)));
    Reports.finding(report).put("blame", "service");
    RepairPlan plan = Reports.plan(report, Platform.LINUX);
    assertEquals(List.of("report-to-service"), Reports.steps(plan));
    assertFalse(plan.changeRequest().orElseThrow().text().contains("network team"));
  }

  @Test
  void aNoteOrAConsequenceJustifiesNothing() {
    ObjectNode note = Reports.with(Cause.PORT_DROPPED);
    Reports.finding(note).put("severity", "note");
    assertEquals(List.of(), Reports.steps(Reports.plan(note, Platform.LINUX)));
    ObjectNode consequence = Reports.with(Cause.PORT_DROPPED);
    Reports.finding(consequence).put("explainedBy", "F0");
    assertEquals(List.of(), Reports.steps(Reports.plan(consequence, Platform.LINUX)));
  }

  @Test
  void aHealthyRunNeedsNothingAndSaysSoOfEveryStepOfTheGuide() {
    RepairPlan plan = Reports.plan(Reports.of("Linux 6.1"), Platform.WINDOWS);
    assertEquals(List.of(), plan.steps());
    assertTrue(plan.changeRequest().isEmpty());
    assertEquals("not needed: the clock was measured to be 12 ms off", why(plan, "sync-clock"));
    assertTrue(why(plan, "clear-client-cache").contains("only when a run is healthy"));
  }

  @Test
  void windowsPathsKeepSpacesAndLettersOfEveryScript() {
    ObjectNode report =
        Reports.with(
            "Windows 11",
            Cause.HOST_FIREWALL,
            "{\"direction\": \"out\", \"rules\": [\"Windows Defender: Block Zoom & more, direction"
                + " Out, protocol UDP, remote ports any, remote addresses any\"]}");
    Surroundings here =
        Surroundings.here(
            Platform.WINDOWS,
            Map.of("APPDATA", "C:\\Users\\Jörg Müller 山田\\AppData\\Roaming"),
            "C:\\Users\\Jörg Müller 山田",
            List.of());
    RepairPlan.Step step =
        RepairBook.builtIn()
            .planFor(Reports.situation(report), here)
            .step("allow-client-in-firewall")
            .orElseThrow();
    List<List<String>> lines =
        step.work().commands().stream().map(RepairPlan.Command::line).toList();
    assertTrue(
        lines.contains(
            List.of(
                "netsh",
                "advfirewall",
                "firewall",
                "add",
                "rule",
                "name=Zoom Video Conference",
                "dir=out",
                "action=allow",
                "program=C:\\Users\\Jörg Müller 山田\\AppData\\Roaming\\Zoom\\bin\\Zoom.exe",
                "enable=yes")),
        lines::toString);
    assertTrue(
        lines.contains(
            List.of(
                "netsh",
                "advfirewall",
                "firewall",
                "set",
                "rule",
                "name=Block Zoom & more",
                "dir=out",
                "new",
                "enable=no")),
        lines::toString);
  }

  @Test
  void macProxiesAreSwitchedOffForEachService() {
    ObjectNode report = Reports.with("Mac OS X 14", Cause.PROXY_UNREACHABLE, "{}");
    Reports.finding(report).put("severity", "degrading");
    Surroundings here =
        Surroundings.here(Platform.MACOS, Map.of(), "/Users/José Núñez", List.of())
            .withNetworkServices(List.of("Wi-Fi", "Thunderbolt Bridge 2"));
    List<List<String>> lines =
        RepairBook.builtIn()
            .planFor(Reports.situation(report), here)
            .step("disable-dead-proxy")
            .orElseThrow()
            .work()
            .commands()
            .stream()
            .map(RepairPlan.Command::line)
            .toList();
    for (String service : List.of("Wi-Fi", "Thunderbolt Bridge 2")) {
      assertTrue(lines.contains(List.of("networksetup", "-setwebproxystate", service, "off")));
      assertTrue(
          lines.contains(List.of("networksetup", "-setsecurewebproxystate", service, "off")));
    }
  }

  @Test
  void aDeadProxyStaysWhereTheDirectWayFailsToo() {
    RepairPlan plan = Reports.plan(Reports.with(Cause.PROXY_UNREACHABLE), Platform.LINUX);
    assertEquals(List.of("ask-proxy-team"), Reports.steps(plan));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inet fault; flush ruleset; add output: drop",
        "inet {x} output: drop",
        "iptables: -A OUT;PUT -j DROP",
        "iptables: -A $(reboot) -j DROP",
        "Windows Defender: a\\\" name=all, direction Out, x",
        "ip6 a b"
      })
  void whatAReportSaysOfRulesCannotBecomeACommand(String rule) {
    ObjectNode report =
        Reports.with(
            "Linux 6.1",
            Cause.HOST_FIREWALL,
            "{\"direction\": \"out\", \"rules\": [\"" + rule + "\"]}");
    for (Platform platform : List.of(Platform.LINUX, Platform.WINDOWS)) {
      RepairPlan.Step step =
          Reports.plan(report, platform).step("allow-client-in-firewall").orElseThrow();
      for (RepairPlan.Command command : step.work().commands()) {
        String line = String.join(" ", command.line());
        assertTrue(line.startsWith("netsh advfirewall firewall add rule"), line);
      }
    }
  }

  @Test
  void namesOfAReportAreNamesOrLeftOut() {
    ObjectNode report = Reports.with(Cause.HOSTS_FILE_OVERRIDE);
    ((ObjectNode) Reports.finding(report).get("scope"))
        .putArray("names")
        .add("zoom.us/;d")
        .add("a b")
        .add("zoom.us\nx")
        .add("ZOOM.us");
    RepairPlan.Step step = Reports.plan(report, Platform.LINUX).steps().get(0);
    assertEquals(3, step.work().commands().size());
    assertTrue(step.work().commands().get(0).line().toString().contains("[zZ][oO][oO][mM][.]"));
  }

  @Test
  void whatIsNoReportIsRefusedInOneLine() {
    for (String text : List.of("{}", "{\"schema\": \"x\"}", "{\"schema\": \"zprobe.report/1\"}")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> SituationReader.read(Reports.parse(text), UnaryOperator.identity()));
    }
  }

  @Test
  void aReportCutDownStillGivesAPlan() {
    ObjectNode report =
        Reports.parse(
            "{\"schema\": \"zprobe.report/1\", \"findings\": [{\"id\": \"F1\", \"cause\":"
                + " \"port-dropped\", \"severity\": \"blocking\"}, {\"id\": 7}, 3, null]}");
    assertEquals(List.of("ask-firewall-tcp"), Reports.steps(Reports.plan(report, Platform.MACOS)));
  }

  @Test
  void theTunnelIsGoneRoundWhereAnotherWayIsKnown() {
    ObjectNode report =
        Reports.with("Linux 6.1", Cause.VPN_INTERFERES, "{\"interface\": \"tun0\", \"mtu\": 1400}");
    RepairPlan.Step step =
        Reports.plan(report, Platform.LINUX).step("disconnect-vpn").orElseThrow();
    assertEquals(
        List.of(
            List.of("ip", "-4", "route", "add", "203.0.113.30", "via", "10.20.0.1", "dev", "eth0")),
        step.work().commands().stream().map(RepairPlan.Command::line).toList());
  }

  private static String why(RepairPlan plan, String id) {
    return plan.notRecommended().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow()
        .why();
  }
}
