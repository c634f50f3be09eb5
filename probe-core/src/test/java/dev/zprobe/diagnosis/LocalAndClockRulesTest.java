package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zprobe.net.Transport;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.HostFacts.NeighbourState;
import dev.zprobe.observation.HostFacts.RouteKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalAndClockRulesTest {
  private static final String WEB = "203.0.113.10";
  private static final Optional<InetAddress> GATEWAY = Optional.of(Scenes.address("10.0.0.1"));

  static HostFacts host(List<String> own, HostFacts.Route... routes) {
    List<HostFacts.Interface> interfaces = new ArrayList<>();
    interfaces.add(
        new HostFacts.Interface(
            "lo", true, true, false, 65536, List.of(Scenes.address("127.0.0.1"))));
    interfaces.add(
        new HostFacts.Interface(
            "eth0", true, false, false, 1500, own.stream().map(Scenes::address).toList()));
    interfaces.add(new HostFacts.Interface("tun0", true, false, true, 1400, List.of()));
    return new HostFacts(
        "Linux", interfaces, List.of(routes), List.of(), List.of(), List.of(), List.of());
  }

  static HostFacts.Route route(
      String destination, RouteKind kind, String device, NeighbourState neighbour) {
    return new HostFacts.Route(
        destination,
        kind,
        kind == RouteKind.VIA_GATEWAY ? GATEWAY : Optional.empty(),
        Optional.empty(),
        device,
        neighbour);
  }

  private static Scenes web() {
    return new Scenes().target("web", "zoom.us", Transport.TCP, 80, 443);
  }

  @Test
  void noRouteAtAllIsOffline() {
    Scenes scene =
        web()
            .host(
                host(
                    List.of("10.0.0.9"),
                    route("default", RouteKind.NONE, "", NeighbourState.UNKNOWN)))
            .connect(WEB, 443, FailureCode.HOST_NO_ROUTE, 0);

    Finding finding = Expect.only(Cause.HOST_OFFLINE, scene);

    assertEquals(Location.Kind.HOST, finding.location().kind());
    assertEquals(Blame.HOST, finding.judgement().blame());
  }

  @Test
  void aResolverOnTheLinkDoesNotMakeAHostWithoutARouteOnline() {
    Scenes scene =
        web()
            .dns(Role.SYSTEM, "10.0.0.1", "zoom.us", null, WEB)
            .host(host(List.of("10.0.0.9"), route(WEB, RouteKind.NONE, "", NeighbourState.UNKNOWN)))
            .connect(WEB, 443, FailureCode.HOST_NO_ROUTE, 0);
    Expect.only(Cause.HOST_OFFLINE, scene);
  }

  /** Then no address is known, and no route to one can be looked up. */
  @Test
  void namesAloneShowAHostWithoutARouteToo() {
    Scenes scene =
        web()
            .host(host(List.of("10.0.0.9")))
            .dns(Role.SYSTEM, "192.0.2.53", "zoom.us", FailureCode.HOST_NO_ROUTE)
            .dns(Role.CONTROL, "1.1.1.1", "zoom.us", FailureCode.HOST_NO_ROUTE);
    Expect.only(Cause.HOST_OFFLINE, scene);
    Scenes silent =
        web()
            .host(host(List.of("10.0.0.9")))
            .dns(Role.SYSTEM, "192.0.2.53", "zoom.us", FailureCode.DNS_TIMEOUT)
            .dns(Role.CONTROL, "1.1.1.1", "zoom.us", FailureCode.HOST_NO_ROUTE);
    Expect.not(Cause.HOST_OFFLINE, silent);
  }

  @Test
  void anythingThatAnswersIsNotOffline() {
    HostFacts bare = host(List.of(), route("default", RouteKind.NONE, "", NeighbourState.UNKNOWN));
    Expect.not(Cause.HOST_OFFLINE, web().host(bare).accepts(WEB, 443).tls(WEB, 443));
    Expect.not(Cause.HOST_OFFLINE, web().host(bare).accepts("127.0.0.2", 443));
  }

  @Test
  void gatewayThatIsNotResolvedIsUnreachableAndExplainsTheRest() {
    Scenes scene =
        web()
            .host(
                host(
                    List.of("10.0.0.9"),
                    route("default", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.FAILED)))
            .dns(Role.SYSTEM, "192.0.2.53", "zoom.us", FailureCode.DNS_TIMEOUT)
            .connect(WEB, 443, FailureCode.NEIGHBOUR_SILENT, 3070);

    assertEquals(Blame.LAN, Expect.only(Cause.GATEWAY_UNREACHABLE, scene).judgement().blame());
  }

  @Test
  void deadGatewayThatNothingWasSentThroughIsNotAFinding() {
    HostFacts facts =
        host(
            List.of("10.0.0.9"),
            route("default", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.FAILED));
    Expect.quiet(
        new Scenes()
            .target("web", "zoom.us", Transport.TCP, 443)
            .host(facts)
            .accepts("127.0.0.9", 443)
            .tls("127.0.0.9", 443));
  }

  @Test
  void gatewayWithAStaleEntryThatForwardsIsFine() {
    HostFacts facts =
        host(
            List.of("10.0.0.9"),
            route("default", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.FAILED));
    Expect.quiet(web().host(facts).accepts(WEB, 443).tls(WEB, 443));
    HostFacts fine =
        host(
            List.of("10.0.0.9"),
            route("default", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.REACHABLE));
    Expect.not(Cause.GATEWAY_UNREACHABLE, web().host(fine).drops(WEB, 443));
  }

  @Test
  void routeThatForbidsIsTheHostsOwn() {
    Scenes scene =
        web()
            .host(
                host(
                    List.of("10.0.0.9"),
                    route(WEB, RouteKind.BLACKHOLE, "", NeighbourState.UNKNOWN),
                    route("default IPv4", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.REACHABLE)))
            .connect(WEB, 443, FailureCode.HOST_ROUTE_FORBIDS, 0);

    Finding finding = Expect.only(Cause.HOST_ROUTE_BLOCKED, scene);

    assertEquals("blackhole", finding.detail().get("route"));
    assertEquals(Location.Kind.HOST, finding.location().kind());
  }

  @Test
  void missingFamilyAndRoutersErrorAreNoRouteOfThisHost() {
    HostFacts facts =
        host(
            List.of("10.0.0.9"),
            route("default IPv4", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.REACHABLE));
    Expect.quiet(
        web()
            .host(facts)
            .accepts(WEB, 443)
            .tls(WEB, 443)
            .connect("2001:db8::10", 443, FailureCode.HOST_NO_ROUTE, 0));
    Expect.not(
        Cause.HOST_ROUTE_BLOCKED,
        web()
            .host(facts)
            .unreachable(
                WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp("10.9.9.1", 3, 0), 12));
  }

  @Test
  void errorFromThisMachineOrNoFrameIsItsFirewall() {
    Scenes refused =
        web()
            .host(host(List.of("10.0.0.9")))
            .unreachable(
                WEB, 443, FailureCode.CONNECT_PROHIBITED, Scenes.icmp("10.0.0.9", 3, 13), 1);
    assertEquals("out", Expect.only(Cause.HOST_FIREWALL, refused).detail().get("direction"));

    Scenes silent = web().accepts(WEB, 80).http(WEB, 80, 200, null);
    silent.add(silent.captured(WEB, 443));
    assertEquals("out", Expect.only(Cause.HOST_FIREWALL, silent).detail().get("direction"));
  }

  /** A rule that rejects with a RST answers the SYN inside this machine: only the RST is seen. */
  @Test
  void aResetOfASynThatNeverLeftIsThisMachinesFirewall() {
    Scenes alone = web().accepts(WEB, 80).http(WEB, 80, 200, null);
    alone.connect(
        WEB, 443, FailureCode.CONNECT_REFUSED, 2, alone.frame(1, false, 64, Content.RESET));
    Expect.not(Cause.HOST_FIREWALL, alone);

    Scenes here = web().host(host(List.of("10.0.0.9"))).accepts(WEB, 80).http(WEB, 80, 200, null);
    here.connect(WEB, 443, FailureCode.CONNECT_REFUSED, 2, here.frame(1, false, 64, Content.RESET));
    Finding finding = Expect.only(Cause.HOST_FIREWALL, here);
    assertEquals(Location.Kind.HOST, finding.location().kind());
    assertEquals(Blame.HOST, finding.judgement().blame());

    Expect.not(
        Cause.HOST_FIREWALL,
        web().host(host(List.of("10.0.0.9"))).accepts(WEB, 80).resets(WEB, 443, 2, 64));
  }

  @Test
  void answerThatNeverReachesTheSocketIsTheFirewallOnTheWayIn() {
    Scenes scene = web().accepts(WEB, 80).http(WEB, 80, 200, null);
    scene.connect(
        WEB,
        443,
        FailureCode.CONNECT_TIMEOUT,
        3500,
        scene.frame(0, true, 64, Content.SYN),
        scene.frame(20, false, 60, Content.SYN_ACK));

    assertEquals("in", Expect.only(Cause.HOST_FIREWALL, scene).detail().get("direction"));
  }

  @Test
  void framesThatLeaveOrABlindRunAreNoFirewallOfThisHost() {
    Expect.not(Cause.HOST_FIREWALL, web().accepts(WEB, 80).drops(WEB, 443));
    Expect.not(Cause.HOST_FIREWALL, web().accepts(WEB, 80).drops(WEB, 443).blind());
  }

  @Test
  void noLocalPortIsTheHostsOwn() {
    Expect.only(Cause.HOST_PORTS_UNAVAILABLE, web().connect(WEB, 443, FailureCode.HOST_NO_PORT, 0));
    Expect.not(Cause.HOST_PORTS_UNAVAILABLE, web().connect(WEB, 443, FailureCode.HOST_FIREWALL, 0));
    Expect.not(Cause.HOST_PORTS_UNAVAILABLE, web().accepts(WEB, 443).tls(WEB, 443));
  }

  @Test
  void hostsFileThatLeadsNowhereBlocksAndExplains() {
    Scenes scene =
        web()
            .dns(Role.HOSTS_FILE, "127.0.0.1", "zoom.us", null, "203.0.113.99")
            .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", null, WEB)
            .drops("203.0.113.99", 443);

    Finding finding = Expect.only(Cause.HOSTS_FILE_OVERRIDE, scene);

    assertEquals("zoom.us", finding.detail().get("name"));
    assertEquals(Severity.BLOCKING, finding.judgement().severity());
  }

  @Test
  void hostsFileWithTheRightAddressIsANoteAndForAnotherNameNothing() {
    Expect.quiet(
        web()
            .dns(Role.HOSTS_FILE, "127.0.0.1", "zoom.us", null, WEB)
            .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", null, WEB)
            .accepts(WEB, 443)
            .tls(WEB, 443));
    Expect.not(
        Cause.HOSTS_FILE_OVERRIDE,
        web()
            .dns(Role.HOSTS_FILE, "127.0.0.1", "printer.example", null, "10.0.0.5")
            .accepts(WEB, 443)
            .tls(WEB, 443));
  }

  @Test
  void silenceInATunnelIsTheTunnels() {
    HostFacts facts =
        host(
            List.of("10.0.0.9"),
            route(WEB, RouteKind.ON_LINK, "tun0", NeighbourState.UNKNOWN),
            route("192.0.2.80", RouteKind.VIA_GATEWAY, "eth0", NeighbourState.REACHABLE));
    Scenes scene = web().host(facts).drops(WEB, 443).blind();
    scene
        .target("neutral", "control", "example.com", Transport.TCP, true, true, 443)
        .accepts("192.0.2.80", 443);

    Finding finding = Expect.only(Cause.VPN_INTERFERES, scene);

    assertEquals("tun0", finding.detail().get("interface"));
    assertEquals(1400, finding.detail().get("mtu"));
  }

  @Test
  void tunnelThatWorksOrServerThatRefusesIsNotTheTunnels() {
    HostFacts facts =
        host(List.of("10.0.0.9"), route(WEB, RouteKind.ON_LINK, "tun0", NeighbourState.UNKNOWN));
    Expect.quiet(web().host(facts).accepts(WEB, 443).tls(WEB, 443));
    Expect.not(
        Cause.VPN_INTERFERES,
        web().host(facts).accepts(WEB, 80).http(WEB, 80, 200, null).resets(WEB, 443, 20, 60));
  }

  @Test
  void agreeingServersPutTheClockOff() {
    Scenes scene =
        web()
            .accepts(WEB, 443)
            .tls(WEB, 443)
            .time("a", "192.0.2.1", Duration.ofSeconds(600))
            .time("b", "192.0.2.2", Duration.ofSeconds(600));

    Finding finding = Expect.only(Cause.CLOCK_SKEWED, scene);

    assertEquals(600_000L, finding.detail().get("offsetMs"));
    assertEquals(false, finding.detail().get("breaksTls"));
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
  }

  @Test
  void clockThatMakesAValidCertificateLookInvalidBlocks() {
    Scenes scene = web().accepts(WEB, 443).tls(WEB, 443);
    scene.presenting(
        scene.certificate("2026-11-25T00:00:00Z", "2027-02-01T00:00:00Z"),
        Scenes.PUBLIC,
        FailureCode.CERTIFICATE_NOT_YET_VALID);
    scene.time("a", "192.0.2.1", Duration.ofDays(10)).time("b", "192.0.2.2", Duration.ofDays(10));

    Finding finding = Expect.only(Cause.CLOCK_SKEWED, scene);

    assertEquals(true, finding.detail().get("breaksTls"));
    assertEquals(Severity.BLOCKING, finding.judgement().severity());
  }

  @Test
  void smallOffsetAndOneLiarAmongSeveralAreNoSkew() {
    Scenes small = web().accepts(WEB, 443).tls(WEB, 443);
    Expect.quiet(
        small
            .time("a", "192.0.2.1", Duration.ofSeconds(10))
            .time("b", "192.0.2.2", Duration.ofSeconds(10)));
    Scenes liar = web().accepts(WEB, 443).tls(WEB, 443);
    liar.time("a", "192.0.2.1", Duration.ZERO)
        .time("b", "192.0.2.2", Duration.ofMillis(4))
        .time("c", "192.0.2.3", Duration.ofSeconds(100));
    Expect.not(Cause.CLOCK_SKEWED, liar);
    assertEquals(Severity.NOTE, Expect.some(Cause.TIME_SOURCE_BAD, liar).judgement().severity());
  }

  @Test
  void silentTimeServersAreANoteWhileACertificateBearsWitness() {
    Scenes scene = web().accepts(WEB, 443).tls(WEB, 443);
    scene.noTime("a", "192.0.2.1", FailureCode.CLOCK_TIMEOUT);
    Expect.quiet(scene);
    assertEquals(
        Severity.NOTE, Expect.some(Cause.CLOCK_UNVERIFIABLE, scene).judgement().severity());
    Expect.not(Cause.TIME_SOURCE_BAD, scene);
    Expect.not(
        Cause.CLOCK_UNVERIFIABLE,
        web().time("a", "192.0.2.1", Duration.ZERO).time("b", "192.0.2.2", Duration.ZERO));
  }

  @Test
  void kissOfDeathIsABadSource() {
    Scenes scene = web().accepts(WEB, 443).tls(WEB, 443);
    scene
        .time("a", "192.0.2.1", Duration.ZERO)
        .time("b", "192.0.2.2", Duration.ZERO)
        .noTime("c", "192.0.2.3", FailureCode.CLOCK_KISS);
    assertEquals("c", Expect.some(Cause.TIME_SOURCE_BAD, scene).detail().get("server"));
  }
}
