package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.IcmpError;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TcpAndPathRulesTest {
  private static final String WEB = "203.0.113.10";
  private static final String OTHER = "203.0.113.11";
  private static final String R1 = "10.0.0.1";
  private static final String R2 = "62.115.12.2";
  private static final String R3 = "62.115.23.3";

  private static Scenes web() {
    return new Scenes().target("web", "zoom.us", Transport.TCP, 80, 443);
  }

  private static Scenes alive() {
    return web().accepts(WEB, 80).http(WEB, 80, 200, null);
  }

  private static Scenes neutral(Scenes scene) {
    return scene
        .target("neutral", "control", "example.com", Transport.TCP, true, true, 443)
        .accepts("192.0.2.80", 443)
        .at("web");
  }

  @Test
  void silentPortOfALiveAddressIsDropped() {
    Finding finding = Expect.only(Cause.PORT_DROPPED, alive().drops(WEB, 443));
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(new Finding.Progress("SYN", "SYN-ACK"), finding.progress());
    assertEquals(List.of(443), finding.scope().ports());
    assertEquals(Location.Kind.UNKNOWN, finding.location().kind());
  }

  @Test
  void ladderAgainstAControlNamesTheHopsAndConfirms() {
    Scenes scene =
        alive()
            .drops(WEB, 443)
            .ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, R2, "*", "*")
            .ladder(WEB, 80, Transport.TCP, Stage.SYN, true, R1, R2, R3, "target");
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertEquals(2, finding.location().first());
    assertEquals(3, finding.location().last());
    assertEquals(List.of(Scenes.address(R2), Scenes.address(R3)), finding.location().addresses());
  }

  @Test
  void silentHopsAreNeverBlamedAndWidenTheRange() {
    Scenes scene =
        alive()
            .drops(WEB, 443)
            .ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, "*", "*", "*")
            .ladder(WEB, 80, Transport.TCP, Stage.SYN, true, R1, "*", R3, "target");
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(1, finding.location().first());
    assertEquals(3, finding.location().last());
  }

  @Test
  void portThatIsLostEverywhereIsAPortAlsoAtAddressesWithoutAnother() {
    Scenes scene = alive().drops(WEB, 443);
    scene.target("logs", "log.zoom.us", Transport.TCP, 443).drops(OTHER, 443);
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(2, finding.scope().addresses().size());
  }

  @Test
  void otherAddressThatWorksMakesTheLossDegradingAndAnAddressBlock() {
    Scenes scene = web().drops(WEB, 443).drops(WEB, 80).accepts(OTHER, 443).tls(OTHER, 443);
    scene.accepts(OTHER, 80).http(OTHER, 80, 200, null);
    Finding finding = Expect.only(Cause.ADDRESS_BLOCKED, scene);
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    assertEquals(List.of(80, 443), finding.scope().ports());
    Expect.not(Cause.ADDRESS_BLOCKED, alive().drops(WEB, 443));
    Expect.not(Cause.ADDRESS_BLOCKED, neutral(web()).drops(WEB, 443).drops(WEB, 80));
  }

  @Test
  void everythingSilentWithoutControlIsOnlyPossible() {
    Finding finding = Expect.only(Cause.PORT_DROPPED, web().drops(WEB, 443).drops(WEB, 80));
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
    assertTrue(!finding.account().decide().isEmpty());
  }

  @Test
  void addressThatIsSilentBehindItsLastRouterIsDown() {
    Scenes scene =
        neutral(web())
            .drops(WEB, 443)
            .drops(WEB, 80)
            .ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, R2, R3, "*")
            .ladder("203.0.113.77", 443, Transport.TCP, Stage.SYN, true, R1, R2, R3, "target");
    Finding finding = Expect.only(Cause.SERVER_DOWN, scene);
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(Blame.SERVICE, finding.judgement().blame());
    assertTrue(finding.account().summary().contains("way back"));
    scene
        .drops(OTHER, 443)
        .drops(OTHER, 80)
        .ladder(OTHER, 443, Transport.TCP, Stage.SYN, false, R1, R2, R3, "*");
    finding = Expect.only(Cause.SERVER_DOWN, scene);
    assertEquals(Blame.UNKNOWN, finding.judgement().blame());
  }

  @Test
  void whereAllTcpIsLostNoAddressIsBlockedBecauseUdpWorksElsewhere() {
    Scenes scene = web().drops(WEB, 443).drops(OTHER, 443).drops(OTHER, 8801);
    scene.target("stun", "stun.zoom.us", Transport.UDP, 3478).answersUdp("203.0.113.40", 3478);
    Expect.not(Cause.ADDRESS_BLOCKED, scene);
    Expect.some(Cause.PORT_DROPPED, scene);
  }

  @Test
  void aControlInAnotherNetworkDoesNotShowThatTheTargetWasReached() {
    Scenes scene =
        neutral(web())
            .drops(WEB, 443)
            .drops(WEB, 80)
            .ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, R2, R3, "*")
            .ladder("192.0.2.80", 443, Transport.TCP, Stage.SYN, true, R1, R2, R3, "target");
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(3, finding.location().first());
    assertEquals(4, finding.location().last());
  }

  @Test
  void silenceInANetworkThatARouterReportsIsUnreachableToo() {
    Scenes scene =
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 0), 20)
            .drops(WEB, 80)
            .drops("203.0.113.11", 443);
    List<Finding> findings =
        Expect.diagnose(scene).findings().stream()
            .map(Diagnosis.Filed::finding)
            .filter(each -> each.cause() == Cause.NETWORK_UNREACHABLE)
            .toList();
    assertEquals(
        List.of(Confidence.CONFIRMED, Confidence.LIKELY),
        findings.stream().map(each -> each.judgement().confidence()).toList());
    assertEquals(List.of(80, 443), findings.get(0).scope().ports());
    assertEquals(List.of(443), findings.get(1).scope().ports());
  }

  @Test
  void whatIsToldSoonerWhileTheLastRouterStillAsksIsTheSameServer() {
    Expect.only(
        Cause.SERVER_DOWN,
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R3, 3, 1), 3070)
            .unreachable(WEB, 8801, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R3, 3, 1), 1900));
    Expect.some(
        Cause.NETWORK_UNREACHABLE,
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R3, 3, 1), 3070)
            .unreachable(WEB, 8801, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 1), 8));
  }

  @Test
  void lateHostUnreachableIsTheServersLastRouterAndAnEarlyOneTheNetworks() {
    Scenes late =
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R3, 3, 1), 3070);
    assertEquals( // a busy machine hears late
        Confidence.LIKELY, Expect.only(Cause.SERVER_DOWN, late).judgement().confidence());
    Scenes seen = neutral(web());
    seen.add(
        new TcpConnect(
            seen.stamp(3080),
            Endpoint.tcp(Scenes.address(WEB), 443),
            Optional.of(Scenes.icmp(R3, 3, 1)),
            Scenes.failure(FailureCode.CONNECT_UNREACHABLE),
            Scenes.trace(
                seen.frame(0, true, 64, Content.SYN),
                seen.frame(3070, false, 62, Content.ICMP_ERROR))));
    assertEquals(
        Confidence.CONFIRMED, Expect.only(Cause.SERVER_DOWN, seen).judgement().confidence());
    Scenes early =
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 1), 8);
    Finding finding = Expect.only(Cause.NETWORK_UNREACHABLE, early);
    assertEquals(R2, finding.detail().get("reportedBy"));
    assertEquals(List.of(Scenes.address(R2)), finding.location().addresses());
  }

  @Test
  void aRouterThatRefusesANetworkAtOnceDoesNotLookForItsHosts() {
    Scenes scene =
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 1), 12)
            .unreachable(OTHER, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 1), 1040)
            .unreachable(
                "203.0.113.12", 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 1), 3020)
            .drops("203.0.113.13", 443);
    Expect.not(Cause.SERVER_DOWN, scene);
    List<String> lost =
        Expect.counting(Expect.diagnose(scene)).stream()
            .filter(each -> each.cause() == Cause.NETWORK_UNREACHABLE)
            .flatMap(each -> each.scope().addresses().stream())
            .map(dev.zprobe.net.Addresses::text)
            .sorted()
            .toList();
    assertEquals(List.of(WEB, OTHER, "203.0.113.12", "203.0.113.13"), lost);
  }

  @Test
  void unreachableForOnePortOfALiveAddressIsARejection() {
    Scenes scene =
        alive().unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 1), 8);
    assertEquals("ICMP 3/1", Expect.only(Cause.PORT_REJECTED, scene).detail().get("how"));
  }

  @Test
  void prohibitedByARouterIsRejectedThereAndByTheTargetRefused() {
    Scenes router =
        alive().unreachable(WEB, 443, FailureCode.CONNECT_PROHIBITED, Scenes.icmp(R2, 3, 13), 8);
    Finding finding = Expect.only(Cause.PORT_REJECTED, router);
    assertEquals("ICMP 3/13", finding.detail().get("how"));
    assertEquals(R2, finding.detail().get("rejectedBy"));
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    Scenes target =
        alive().unreachable(WEB, 443, FailureCode.CONNECT_PROHIBITED, Scenes.icmp(WEB, 3, 10), 8);
    assertEquals(Blame.SERVICE, Expect.only(Cause.SERVER_REFUSED, target).judgement().blame());
  }

  @Test
  void resetFromAsFarAsTheServerIsTheServers() {
    Scenes scene = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    Finding finding = Expect.only(Cause.SERVER_REFUSED, scene.resets(WEB, 443, 20, 60));
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertEquals(Location.Kind.TARGET, finding.location().kind());
  }

  @Test
  void resetFromNearerOrFasterIsADevices() {
    Scenes nearer = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    Expect.only(Cause.PORT_REJECTED, nearer.resets(WEB, 443, 19, 62));
    Scenes faster =
        web().accepts(WEB, 80, 20, 60).accepts(WEB, 80, 21, 60).http(WEB, 80, 200, null);
    Expect.only(Cause.PORT_REJECTED, faster.resets(WEB, 443, 3, 60));
    Scenes oneSlowAnswer = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    Expect.only(Cause.SERVER_REFUSED, oneSlowAnswer.resets(WEB, 443, 3, 60));
  }

  /** Addresses of the service elsewhere have distances of their own. */
  @Test
  void neighboursInTheSameNetworkTellHowFarAResetComes() {
    Scenes scene = elsewhere(web()).accepts(OTHER, 443, 20, 60).tls(OTHER, 443);
    Expect.some(Cause.PORT_REJECTED, scene.resets(WEB, 443, 19, 62));
    Scenes own = elsewhere(web()).accepts(OTHER, 443, 20, 60).tls(OTHER, 443);
    Expect.some(Cause.SERVER_REFUSED, own.resets(WEB, 443, 19, 60));
  }

  private static Scenes elsewhere(Scenes scene) {
    return scene.accepts("198.51.100.7", 443, 30, 61).tls("198.51.100.7", 443);
  }

  /** The path to another network may part where no router shows itself, and be longer. */
  @Test
  void aLongerPathToAnotherNetworkProvesNoDevice() {
    Scenes scene = web().resets(WEB, 443, 20, 60);
    scene.ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, R2, "*", "RST");
    scene.ladder("192.0.2.80", 443, Transport.TCP, Stage.SYN, true, R1, R2, "*", "*", R3, "target");
    Finding finding = Expect.only(Cause.PORT_REJECTED, scene);
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());

    Scenes own = web().accepts(OTHER, 443, 20, 60).tls(OTHER, 443).resets(WEB, 443, 20, 60);
    own.ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, R2, "*", "RST");
    own.ladder("192.0.2.80", 443, Transport.TCP, Stage.SYN, true, R1, R2, "*", "*", R3, "target");
    Expect.some(Cause.SERVER_REFUSED, own);
  }

  @Test
  void resetWithNothingToCompareIsSaidToBeUnknown() {
    Finding finding = Expect.only(Cause.SERVER_REFUSED, web().resets(WEB, 443, 20, 60));
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
    assertEquals(Blame.UNKNOWN, finding.judgement().blame());
  }

  @Test
  void differentStartValuesOfTheTtlAreNoDistance() {
    Scenes scene = web().accepts(WEB, 80, 20, 124).http(WEB, 80, 200, null);
    Expect.only(Cause.SERVER_REFUSED, scene.resets(WEB, 443, 20, 60));
  }

  @Test
  void blindRunTellsByTimeOrNotAtAll() {
    Scenes fast = web().accepts(WEB, 80, 40, 60).blind().http(WEB, 80, 200, null);
    assertEquals(
        Confidence.LIKELY,
        Expect.only(Cause.PORT_REJECTED, fast.resets(WEB, 443, 4, 60).blind())
            .judgement()
            .confidence());
    Scenes near = new Scenes().target("web", "zoom.us", Transport.TCP, 80, 443);
    assertEquals(
        Confidence.CONFIRMED,
        Expect.only(Cause.SERVER_REFUSED, near.resets("127.0.0.2", 443, 0, 64).blind())
            .judgement()
            .confidence());
  }

  @Test
  void timeExceededForAUsualTtlIsALoop() {
    Scenes scene =
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 11, 0), 60)
            .ladder(WEB, 443, Transport.TCP, Stage.SYN, false, R1, R2, R3, R2, R3, R2);
    Finding finding = Expect.only(Cause.ROUTING_LOOP, scene);
    assertEquals(List.of(R2, R3), finding.detail().get("routers"));
    Expect.not(
        Cause.ROUTING_LOOP,
        neutral(web())
            .unreachable(WEB, 443, FailureCode.CONNECT_UNREACHABLE, Scenes.icmp(R2, 3, 0), 8));
    Expect.not(Cause.ROUTING_LOOP, alive().drops(WEB, 443));
  }

  @Test
  void synAckFromNearerWithNothingBehindIsTerminated() {
    Scenes scene = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    scene.accepts(WEB, 443, 5, 63);
    scene.hello(WEB, 443, Variant.NORMAL, "zoom.us", FailureCode.TLS_TIMEOUT, false);
    Expect.only(Cause.TCP_TERMINATED, scene);
    Scenes server = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    server.accepts(WEB, 443, 20, 60);
    server.hello(WEB, 443, Variant.NORMAL, "zoom.us", FailureCode.TLS_TIMEOUT, false);
    Expect.not(Cause.TCP_TERMINATED, server);
    Scenes neighbour = elsewhere(web()).accepts(OTHER, 443, 20, 60).tls(OTHER, 443);
    neighbour.accepts(WEB, 443, 5, 64);
    neighbour.hello(WEB, 443, Variant.NORMAL, "zoom.us", FailureCode.TLS_TIMEOUT, false);
    Expect.some(Cause.TCP_TERMINATED, neighbour);
    Scenes passing = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    Expect.not(Cause.TCP_TERMINATED, passing.accepts(WEB, 443, 5, 63).tls(WEB, 443));
  }

  @Test
  void ipv6ThatDiesWhereIpv4WorksIsBroken() {
    Scenes scene = web().accepts(WEB, 443).tls(WEB, 443).drops("2001:db8::10", 443).blind();
    Finding finding = Expect.only(Cause.IPV6_BROKEN, scene);
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    Expect.not(Cause.IPV6_BROKEN, web().drops(WEB, 443).drops("2001:db8::10", 443));
    Expect.not(
        Cause.IPV6_BROKEN,
        web()
            .accepts(WEB, 443)
            .tls(WEB, 443)
            .connect("2001:db8::10", 443, FailureCode.HOST_NO_ROUTE, 0));
  }

  @Test
  void largePacketsThatVanishWithoutIcmpAreABlackHole() {
    Expect.only(Cause.MTU_BLACK_HOLE, working().add(sizes(Optional.empty())));
    Expect.quiet(working().add(sizes(Optional.of(Scenes.icmp(R2, 3, 4)))));
  }

  @Test
  void longHellosThatDieEverywhereAreABlackHole() {
    Finding finding = Expect.only(Cause.MTU_BLACK_HOLE, longHello(longHello(both(), WEB), OTHER));
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
    assertEquals(Blame.UNKNOWN, finding.judgement().blame());
    Scenes strangers = neutral(both()).at("neutral").tls("192.0.2.80", 443);
    finding =
        Expect.only(
            Cause.MTU_BLACK_HOLE, longHello(longHello(strangers, "192.0.2.80").at("web"), WEB));
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(Blame.NETWORK, finding.judgement().blame());
    // One address may be a server that takes none, and so may all if another takes one.
    Expect.quiet(longHello(both(), WEB));
    Scenes taken = longHello(both(), WEB).hello(OTHER, 443, Variant.LARGE, "zoom.us", null, true);
    Expect.quiet(taken);
  }

  private static Scenes both() {
    return working().accepts(OTHER, 443).tls(OTHER, 443);
  }

  private static Scenes longHello(Scenes scene, String at) {
    return scene.hello(at, 443, Variant.LARGE, "zoom.us", FailureCode.TLS_TIMEOUT, false);
  }

  private static Scenes working() {
    return web().accepts(WEB, 443).tls(WEB, 443);
  }

  private static SizeTest sizes(Optional<IcmpError> tooBig) {
    return new SizeTest(
        new Scenes().stamp(900),
        Endpoint.tcp(Scenes.address(WEB), 443),
        List.of(
            new SizeTest.Size(1200, true),
            new SizeTest.Size(1280, true),
            new SizeTest.Size(1400, false),
            new SizeTest.Size(1500, false)),
        tooBig,
        Optional.empty(),
        Trace.BLIND);
  }

  private static Scenes repeatedSyns(int connects, int repeated) {
    Scenes scene = web();
    for (int index = 0; index < connects; index++) {
      Frame first = scene.frame(0, true, 64, Content.SYN);
      if (index < repeated) {
        Frame second = scene.frame(1000, true, 64, Content.SYN);
        scene.connect(WEB, 443, null, 1020, first, second, synAck(scene, 1020));
      } else {
        scene.connect(WEB, 443, null, 20, first, synAck(scene, 20));
      }
    }
    return scene;
  }

  private static Frame synAck(Scenes scene, long atMillis) {
    return scene.frame(atMillis, false, 60, Content.SYN_ACK);
  }

  private static Scenes withDatagrams(Scenes scene) {
    scene.target("stun", "stun.zoom.us", Transport.UDP, 3478);
    for (int index = 0; index < 300; index++) {
      scene.answersUdp("203.0.113.40", 3478);
    }
    return scene;
  }

  @Test
  void lossOfTcpAloneIsNotHiddenByDatagramsThatPass() {
    Finding finding = Expect.only(Cause.PACKET_LOSS, withDatagrams(repeatedSyns(40, 8)));
    assertEquals(Optional.of(Transport.TCP), finding.scope().transport());
    Expect.quiet(withDatagrams(repeatedSyns(40, 3)));
  }

  @Test
  void anAddressThatLosesNothingIsNotSaidToLose() {
    Scenes scene = repeatedSyns(40, 12);
    for (int index = 0; index < 40; index++) {
      Frame first = scene.frame(0, true, 64, Content.SYN);
      scene.connect(OTHER, 443, null, 20, first, synAck(scene, 20));
    }
    Finding finding = Expect.only(Cause.PACKET_LOSS, scene);
    assertEquals(List.of(Scenes.address(WEB)), finding.scope().addresses());
  }

  @Test
  void whatIsSilentAtEveryAddressIsNoChanceOnALossyPath() {
    Scenes one = repeatedSyns(40, 8).drops(WEB, 80);
    Expect.not(Cause.PORT_DROPPED, one);
    Expect.some(Cause.PORT_DROPPED, repeatedSyns(40, 8).drops(WEB, 80).drops(OTHER, 80));
  }

  @Test
  void oneLostSizeAtOnePlaceIsNoBlackHoleWherePacketsAreLost() {
    Scenes lossy = repeatedSyns(40, 8);
    lossy.add(
        new SizeTest(
            lossy.stamp(900),
            Endpoint.tcp(Scenes.address(WEB), 443),
            List.of(new SizeTest.Size(1400, true), new SizeTest.Size(1500, false)),
            Optional.empty(),
            Optional.empty(),
            Trace.BLIND));
    Expect.not(Cause.MTU_BLACK_HOLE, lossy);
    Expect.some(Cause.MTU_BLACK_HOLE, repeatedSyns(40, 8).add(sizes(Optional.empty())));
  }

  @Test
  void routersThatNeverAnswerLaddersAreANote() {
    Scenes scene =
        working().ladder(WEB, 443, Transport.TCP, Stage.SYN, true, "*", "*", "*", "target");
    Expect.quiet(scene);
    Expect.some(Cause.ICMP_FILTERED, scene);
    Expect.not(
        Cause.ICMP_FILTERED,
        working().ladder(WEB, 443, Transport.TCP, Stage.SYN, true, R1, "*", "*", "target"));
    Scenes lost = working().ladder(WEB, 443, Transport.TCP, Stage.SYN, false, "*", "*", "*");
    Expect.some(Cause.ICMP_FILTERED, lost);
    Expect.not(
        Cause.ICMP_FILTERED,
        web()
            .connect(WEB, 443, FailureCode.CONNECT_TIMEOUT, 3000)
            .ladder(WEB, 443, Transport.TCP, Stage.SYN, false, "*", "*", "*"));
  }

  @Test
  void unexpectedFrameAfterAResetBetraysItsSender() {
    Scenes scene = web().accepts(WEB, 80, 20, 60).http(WEB, 80, 200, null);
    scene.connect(
        WEB,
        443,
        FailureCode.CONNECT_REFUSED,
        20,
        scene.frame(0, true, 64, Content.SYN),
        scene.frame(20, false, 60, Content.RESET),
        scene.frame(25, false, 60, Content.DATA));
    Expect.only(Cause.PORT_REJECTED, scene);
  }
}
