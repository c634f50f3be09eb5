package dev.zprobe.probe.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Addresses;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.Route;
import dev.zprobe.observation.HostFacts.RouteKind;
import dev.zprobe.probe.SystemCommand;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kept outputs; where each comes from stands in the fixtures' README. */
class HostSystemsTest {
  @Test
  void linuxRoutesAreReadWithGatewayAndNeighbour(@TempDir Path root) {
    LinuxHost host =
        new LinuxHost(
            kept(
                Map.of(
                    "ip -j route get 8.8.8.8", ok("linux/route-get.json"),
                    "ip -j route get 127.0.0.1", ok("linux/route-get-local.json"),
                    "ip -j neigh show 192.0.2.1 dev eth0", ok("linux/neigh.json"))),
            root);
    Route route = host.route(address("8.8.8.8"));
    assertEquals(RouteKind.VIA_GATEWAY, route.kind());
    assertEquals("/192.0.2.1", route.gateway().orElseThrow().toString());
    assertEquals("/192.0.2.2", route.source().orElseThrow().toString());
    assertEquals("eth0", route.device());
    assertEquals(NeighbourState.REACHABLE, route.neighbour());
    assertEquals(RouteKind.LOCAL, host.route(address("127.0.0.1")).kind());
  }

  @ParameterizedTest
  @CsvSource({
    "RTNETLINK answers: Network is unreachable, NONE",
    "RTNETLINK answers: Permission denied, PROHIBIT",
    "RTNETLINK answers: No route to host, UNREACHABLE",
    "RTNETLINK answers: Invalid argument, BLACKHOLE"
  })
  void whatIproute2SaysInsteadOfARouteNamesTheKind(String error, RouteKind kind) {
    SystemCommand.Result result = new SystemCommand.Result(true, 2, error + "\n");
    assertEquals(kind, IpRoute.route("9.9.9.9", result).kind());
  }

  @Test
  void aGatewayThatStaysIncompleteIsAFailedOne(@TempDir Path root) {
    LinuxHost host =
        new LinuxHost(
            kept(
                Map.of(
                    "ip -j -6 route show default", ok("linux/route-default-6.json"),
                    "ip -j neigh show fd00::1 dev eth0", ok("linux/neigh-incomplete.json"))),
            root);
    assertEquals(NeighbourState.FAILED, host.defaultRoutes().get(0).neighbour());
  }

  @Test
  void linuxTunnelsAreKnownByKind() {
    assertEquals(
        Set.of("wg0", "tun0", "sit1", "ppp0"), IpRoute.tunnels(text("linux/link-details.json")));
  }

  @Test
  void theKernelsOwnTableServesWithoutIproute2() {
    Route route = ProcRoutes.defaults(text("linux/proc-net-route")).get(0);
    assertEquals("/192.0.2.1", route.gateway().orElseThrow().toString());
    assertEquals("eth0", route.device());
  }

  @Test
  void onlyOwnChainsThatDropOrRejectAreListed() {
    List<String> rules = Nftables.blocking(text("linux/nft-ruleset"));
    assertEquals(
        List.of(
            "inet filter output: udp dport 8801-8810 counter packets 3 bytes 84 drop",
            "inet filter vpn_kill: oifname != \"wg0\" reject with icmpx admin-prohibited",
            "ip guard in: policy drop"),
        rules);
    assertEquals(
        List.of(
            "iptables: -P OUTPUT DROP",
            "iptables: -A OUTPUT -p udp -m udp --dport 3478 -j REJECT"
                + " --reject-with icmp-port-unreachable"),
        Nftables.blockingIptables("iptables", text("linux/iptables-S")));
  }

  @Test
  void macOsRoutesAreRead() {
    Route route = MacHost.parse("170.114.52.2", ok("macos/route-get"));
    assertEquals(RouteKind.VIA_GATEWAY, route.kind());
    assertEquals("/192.168.1.1", route.gateway().orElseThrow().toString());
    assertEquals("en0", route.device());
    Route vpn = MacHost.parse("170.114.52.2", ok("macos/route-get-utun"));
    assertEquals(RouteKind.ON_LINK, vpn.kind());
    assertEquals("utun4", vpn.device());
    assertEquals(
        RouteKind.NONE,
        MacHost.parse(
                "x",
                new SystemCommand.Result(true, 1, "route: writing to routing socket: not in table"))
            .kind());
    assertEquals(
        NeighbourState.REACHABLE,
        MacHost.neighbour("? (192.168.1.1) at 0:1c:42:0:0:18 on en0 ifscope [ethernet]"));
    assertEquals(
        NeighbourState.FAILED,
        MacHost.neighbour("? (192.168.1.1) at (incomplete) on en0 ifscope [ethernet]"));
  }

  @ParameterizedTest
  @CsvSource({
    "windows/route-print-4, 8.8.8.8, VIA_GATEWAY, 192.168.1.1",
    "windows/route-print-4, 10.8.0.9, VIA_GATEWAY, 10.8.0.1",
    "windows/route-print-4, 192.168.1.77, ON_LINK, ",
    "windows/route-print-4, 127.0.0.1, LOCAL, ",
    "windows/route-print-4-german, 8.8.8.8, VIA_GATEWAY, 192.168.1.1",
    "windows/route-print-4-german, 192.168.1.77, ON_LINK, ",
    "windows/route-print-6, 2001:db8::1, VIA_GATEWAY, fe80::1",
    "windows/route-print-6, 2001:db8:1:2:aaaa:bbbb:cccc:dddd, ON_LINK, "
  })
  void windowsTablesAreReadInAnyLanguage(
      String file, String destination, RouteKind kind, String gateway) {
    String text = text(file);
    LongestPrefix table =
        new LongestPrefix(
            file.contains("-6") ? WindowsHost.parseIpv6(text) : WindowsHost.parseIpv4(text));
    Route route = table.route(address(destination)).orElseThrow();
    assertEquals(kind, route.kind());
    assertEquals(gateway, route.gateway().map(Addresses::text).orElse(null));
  }

  @Test
  void windowsAdaptersNameTheirDriver() {
    assertTrue(WindowsHost.isTunnel("Cisco AnyConnect Secure Mobility Client Virtual Miniport"));
    assertTrue(WindowsHost.isTunnel("WireGuard Tunnel"));
    assertTrue(WindowsHost.isTunnel("TAP-Windows Adapter V9"));
    assertFalse(WindowsHost.isTunnel("Intel(R) Wi-Fi 6 AX201 160MHz"));
    assertEquals(
        NeighbourState.REACHABLE,
        WindowsHost.neighbour(
            "  192.168.1.1           00-1c-42-00-00-18     dynamic", "192.168.1.1"));
    assertEquals(
        NeighbourState.UNKNOWN, WindowsHost.neighbour("No ARP Entries Found.", "192.168.1.1"));
  }

  @Test
  void windowsFirewallRulesThatBlockAreListed() {
    assertEquals(
        List.of(
            "Windows Defender: Block meetings, direction Out, protocol UDP, remote ports"
                + " 8801-8810, remote addresses Any"),
        WindowsFirewall.blocking(text("windows/advfirewall-rules")));
  }

  @Test
  void everyLackHasACommandOrAdvice() {
    for (Platform.Kind kind : Platform.Kind.values()) {
      for (String release : List.of("ID=debian\n", "ID=fedora\n", "ID=\"alpine\"\n", "")) {
        Platform platform = new Platform(kind, release);
        assertFalse(platform.renewAddress().isEmpty());
        assertFalse(platform.startTimeService().isEmpty());
        assertFalse(platform.clockState().isEmpty());
      }
    }
    assertEquals("dnf", new Platform(Platform.Kind.LINUX, "ID=\"rhel\"\n").installCapture().get(1));
    assertEquals(
        "apt-get",
        new Platform(Platform.Kind.LINUX, "ID=mint\nID_LIKE=\"ubuntu debian\"\n")
            .installCapture()
            .get(1));
    assertTrue(Platform.hasRawCapability("CapEff:\t0000000000002000\n"));
    assertFalse(Platform.hasRawCapability("CapEff:\t0000000000001000\n"));
  }

  @Test
  void thisMachineIsExaminedWithoutFailing() {
    List<DoctorCheck> checks = Doctor.ofThisMachine().examine();
    assertEquals(9, checks.size());
    for (DoctorCheck check : checks) {
      boolean helps = !check.mend().isEmpty() || !check.advice().isEmpty();
      assertTrue(check.state() == DoctorCheck.State.FINE || helps, check.id());
    }
  }

  private static HostSystem.Commands kept(Map<String, SystemCommand.Result> outputs) {
    return command ->
        outputs.getOrDefault(String.join(" ", command), new SystemCommand.Result(false, -1, ""));
  }

  private static SystemCommand.Result ok(String file) {
    return new SystemCommand.Result(true, 0, text(file));
  }

  private static String text(String file) {
    try (InputStream stream = HostSystemsTest.class.getResourceAsStream(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException(file, unreadable);
    }
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
