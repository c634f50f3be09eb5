package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Application;
import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.BandwidthTest;
import dev.zprobe.observation.DnsLookup.Role;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.FarEndTest;
import dev.zprobe.observation.HostFacts;
import dev.zprobe.observation.PathLadder;
import dev.zprobe.observation.RateTest;
import dev.zprobe.observation.SizeTest;
import dev.zprobe.observation.SourcePortTest;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import dev.zprobe.observation.UdpExchange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UdpAndMixedRulesTest {
  private static final String MEDIA = "203.0.113.30";
  private static final String R1 = "10.0.0.1";
  private static final String R2 = "62.115.12.2";
  private static final String R3 = "62.115.23.3";

  private static Scenes media(boolean answers) {
    return new Scenes()
        .target("web", "zoom.us", Transport.TCP, 443)
        .accepts(MEDIA, 443)
        .tls(MEDIA, 443)
        .target("media", "meetings", "mmr.zoom.us", Transport.UDP, answers, true, 3478, 8801);
  }

  @Test
  void silenceOfAPortThatMayBeSilentIsANote() {
    Scenes scene = media(false).silentUdp(MEDIA, 8801);
    Diagnosis diagnosis = Expect.quiet(scene);
    assertEquals(Diagnosis.Status.HEALTHY, diagnosis.verdict().status());
    Expect.some(Cause.UDP_UNPROVEN, scene);
    assertTrue(
        diagnosis.targets().stream()
            .anyMatch(each -> each.state() == Diagnosis.State.OPEN_OR_FILTERED));
  }

  @Test
  void theFarEndProvesASilentPortOpen() {
    Scenes scene = media(false).silentUdp(MEDIA, 8801).add(farEnd("O90", 8801, 1, 1));
    Diagnosis diagnosis = Expect.quiet(scene);
    assertTrue(
        diagnosis.findings().stream()
            .noneMatch(each -> each.finding().cause() == Cause.UDP_UNPROVEN));
    assertTrue(
        diagnosis.targets().stream()
            .filter(each -> each.endpoint().port() == 8801)
            .allMatch(each -> each.state() == Diagnosis.State.OPEN));
  }

  @Test
  void theFarEndShowsThatASilentPortIsDropped() {
    Scenes scene =
        media(false)
            .silentUdp(MEDIA, 8801)
            .add(farEnd("O90", 8801, 0, 0))
            .add(farEnd("O91", 3478, 1, 1));
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertTrue(finding.evidence().stream().anyMatch(each -> each.observation().equals("O91")));
  }

  @Test
  void aFarEndThatAnswersNowhereShowsNothing() {
    Scenes scene = media(false).silentUdp(MEDIA, 8801).add(farEnd("O90", 8801, 0, 0));
    Expect.quiet(scene);
    Expect.some(Cause.UDP_UNPROVEN, scene);
  }

  private static FarEndTest farEnd(String id, int port, int arrived, int answered) {
    return new FarEndTest(
        new Stamp(id, FarEndTest.TARGET, Scenes.NOW, Duration.ofMillis(20), List.of()),
        Endpoint.udp(Scenes.address("198.51.100.20"), port),
        new FarEndTest.Result(
            3,
            OptionalInt.of(arrived),
            answered,
            Duration.ofMillis(20),
            Optional.empty(),
            List.of()),
        answered > 0 ? Optional.empty() : Scenes.failure(FailureCode.UDP_NO_REPLY),
        Trace.BLIND);
  }

  @Test
  void ladderProvesASilentPortEitherWay() {
    Scenes dropped =
        media(false)
            .silentUdp(MEDIA, 8801)
            .ladder(MEDIA, 8801, Transport.UDP, PathLadder.Stage.DATAGRAM, false, R1, "*", "*", "*")
            .ladder(
                MEDIA, 33434, Transport.UDP, PathLadder.Stage.DATAGRAM, true, R1, R2, R3, "target");
    Finding finding = Expect.only(Cause.PORT_DROPPED, dropped);
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    assertEquals(1, finding.location().first());
    assertEquals(2, finding.location().last());
    Scenes passing =
        media(false)
            .silentUdp(MEDIA, 8801)
            .ladder(MEDIA, 8801, Transport.UDP, PathLadder.Stage.DATAGRAM, false, R1, R2, R3, "*")
            .ladder(
                MEDIA, 33434, Transport.UDP, PathLadder.Stage.DATAGRAM, true, R1, R2, R3, "target");
    Expect.quiet(passing);
  }

  /** What of the other address passes every router may well be heard there. */
  @Test
  void oneOfSeveralSilentAddressesThatIsCutOffDegrades() {
    Finding finding = Expect.only(Cause.PORT_DROPPED, oneOfTwo(R1, R2, R3, "*"));
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    Finding both = Expect.only(Cause.PORT_DROPPED, oneOfTwo(R1, "*", "*", "*"));
    assertEquals(Severity.BLOCKING, both.judgement().severity());
  }

  private static Scenes oneOfTwo(String... other) {
    String second = "203.0.113.31";
    PathLadder.Stage stage = PathLadder.Stage.DATAGRAM;
    return media(false)
        .silentUdp(MEDIA, 8801)
        .silentUdp(second, 8801)
        .ladder(MEDIA, 8801, Transport.UDP, stage, false, R1, "*", "*", "*")
        .ladder(MEDIA, 33434, Transport.UDP, stage, true, R1, R2, R3, "target")
        .ladder(second, 8801, Transport.UDP, stage, false, other)
        .ladder(second, 33434, Transport.UDP, stage, true, R1, R2, R3, "target");
  }

  @Test
  void allUdpSilentWithTcpAliveIsADropOfUdp() {
    Finding finding =
        Expect.only(Cause.PORT_DROPPED, media(true).silentUdp(MEDIA, 3478).silentUdp(MEDIA, 8801));
    assertEquals(Optional.of(Transport.UDP), finding.scope().transport());
    assertEquals(List.of(3478, 8801), finding.scope().ports());
    assertEquals(dev.zprobe.diagnosis.Stage.UDP, finding.judgement().stage());
  }

  @Test
  void aClosedPortThatRejectsShowsThatTheHostOfASilentOneIsAlive() {
    Scenes scene =
        media(true)
            .silentUdp(MEDIA, 3478)
            .ladder(MEDIA, 3478, Transport.UDP, PathLadder.Stage.DATAGRAM, false, R1, R2, R3, "*")
            .ladder(
                MEDIA, 33434, Transport.UDP, PathLadder.Stage.DATAGRAM, true, R1, R2, R3, "target");
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
  }

  @Test
  void icmpTellsTheDeviceFromTheServer() {
    assertEquals(
        R2,
        Expect.only(
                Cause.PORT_REJECTED, media(true).rejectsUdp(MEDIA, 8801, Scenes.icmp(R2, 3, 13)))
            .detail()
            .get("rejectedBy"));
    Expect.only(
        Cause.SERVER_REFUSED, media(true).rejectsUdp(MEDIA, 8801, Scenes.icmp(MEDIA, 3, 3)));
  }

  @Test
  void hostThatARouterDidNotFindAtFirstIsNotDown() {
    Scenes found = media(false).rejectsUdp(MEDIA, 8801, Scenes.icmp(R2, 3, 1));
    Expect.not(Cause.SERVER_DOWN, found.silentUdp(MEDIA, 8801).silentUdp(MEDIA, 8802));
    Scenes gone = media(true).rejectsUdp(MEDIA, 8801, Scenes.icmp(R2, 3, 1));
    Expect.some(Cause.PORT_REJECTED, gone.rejectsUdp(MEDIA, 8801, Scenes.icmp(R2, 3, 1)));
  }

  @Test
  void portsThatStaySilentBesideManyRejectedOnesAreRejectedToo() {
    Scenes scene = media(false);
    for (int port = 8801; port <= 8806; port++) {
      scene.rejectsUdp(MEDIA, port, Scenes.icmp(R2, 3, 13));
    }
    scene.silentUdp(MEDIA, 8807).silentUdp(MEDIA, 8808);
    Finding finding = Expect.only(Cause.PORT_REJECTED, scene);
    assertEquals(8, finding.scope().ports().size());
    scene.ladder(MEDIA, 8808, Transport.UDP, PathLadder.Stage.DATAGRAM, false, R1, R2, R3, "*");
    assertEquals(
        List.of(8801, 8802, 8803, 8804, 8805, 8806, 8807),
        Expect.only(Cause.PORT_REJECTED, scene).scope().ports(),
        "what gets beyond the router that rejects is not rejected");
    Scenes few = media(false).rejectsUdp(MEDIA, 8801, Scenes.icmp(R2, 3, 13));
    few.silentUdp(MEDIA, 8802);
    assertEquals(List.of(8801), Expect.only(Cause.PORT_REJECTED, few).scope().ports());
  }

  @Test
  void aTrialThatNobodyAnswersHidesNoLimit() {
    Scenes scene = media(true).answersUdp(MEDIA, 3478).answersUdp("203.0.113.31", 3478);
    for (int answered : new int[] {50, 0}) {
      scene.add(
          new RateTest(
              scene.stamp(900),
              Endpoint.udp(Scenes.address("203.0.113.31"), 3478),
              new RateTest.Counts(5, 16, answered / 4),
              new RateTest.Counts(50, 100, answered),
              Optional.empty(),
              Trace.BLIND));
    }
    scene.add(rate(scene, 20, 60)).add(rate(scene, 20, 60));
    Expect.only(Cause.RATE_LIMITED, scene);
  }

  @Test
  void whatOnlyIpv6LosesIsNoBlockWhileIpv4MayWork() {
    Scenes six = media(false).silentUdp(MEDIA, 8801);
    six.rejectsUdp("2001:db8::30", 8801, Scenes.icmp("2001:db8:12::2", 1, 1));
    assertEquals(Severity.DEGRADING, Expect.only(Cause.PORT_REJECTED, six).judgement().severity());
    Scenes four = media(false).silentUdp("2001:db8::30", 8801);
    four.rejectsUdp(MEDIA, 8801, Scenes.icmp(R2, 3, 13));
    assertEquals(Severity.BLOCKING, Expect.only(Cause.PORT_REJECTED, four).judgement().severity());
  }

  private static RateTest rate(Scenes scene, int slowAnswered, int fastAnswered) {
    return new RateTest(
        scene.stamp(4000),
        Endpoint.udp(Scenes.address(MEDIA), 3478),
        new RateTest.Counts(5, 20, slowAnswered),
        new RateTest.Counts(50, 100, fastAnswered),
        Optional.empty(),
        Trace.BLIND);
  }

  @Test
  void largeDatagramsLostInACrowdUnderALimitAreNoBlackHole() {
    Scenes limited = media(true).answersUdp(MEDIA, 3478);
    limited.add(rate(limited, 20, 60)).add(hole(limited));
    Expect.only(Cause.RATE_LIMITED, limited);
    limited.add(hole(limited));
    Expect.some(Cause.MTU_BLACK_HOLE, limited);
  }

  private static SizeTest hole(Scenes scene) {
    return new SizeTest(
        scene.stamp(900),
        Endpoint.udp(Scenes.address(MEDIA), 3478),
        List.of(new SizeTest.Size(1000, true), new SizeTest.Size(1280, false)),
        Optional.empty(),
        Optional.empty(),
        Trace.BLIND);
  }

  @Test
  void silenceThatEndsAtTheRouterThatRejectsOthersIsARejection() {
    for (String hop : List.of("*", "10.0.1.1")) {
      Scenes scene = media(false).rejectsUdp(MEDIA, 8801, Scenes.icmp(R1, 3, 13));
      scene.silentUdp(MEDIA, 8802);
      scene.ladder(
          MEDIA,
          33434,
          Transport.UDP,
          PathLadder.Stage.DATAGRAM,
          true,
          R1,
          "10.0.1.1",
          "10.0.2.1",
          "target");
      scene.ladder(MEDIA, 8802, Transport.UDP, PathLadder.Stage.DATAGRAM, false, R1, hop, "*", "*");
      Expect.some(Cause.PORT_REJECTED, scene);
      if (hop.equals("*")) {
        Expect.not(Cause.PORT_DROPPED, scene);
      } else {
        Expect.some(Cause.PORT_DROPPED, scene);
      }
    }
  }

  private static SourcePortTest.Port port(int number, int asked, int answered, boolean prompt) {
    return new SourcePortTest.Port(number, asked, answered, prompt);
  }

  private static Scenes asked(SourcePortTest.Port... ports) {
    Scenes scene = media(true).answersUdp(MEDIA, 3478);
    return scene.add(
        new SourcePortTest(
            scene.stamp(4000),
            Endpoint.udp(Scenes.address(MEDIA), 3478),
            List.of(ports),
            Optional.empty(),
            Trace.BLIND));
  }

  @Test
  void whatGoesByTheSourcePortIsADropThatSomeClientsMeet() {
    Finding found =
        Expect.only(
            Cause.PORT_DROPPED,
            asked(
                port(40_001, 2, 0, true),
                port(40_002, 1, 1, true),
                port(40_003, 1, 1, true),
                port(40_004, 1, 1, true)));
    assertEquals(Severity.DEGRADING, found.judgement().severity());
    assertEquals(Confidence.LIKELY, found.judgement().confidence());
    assertEquals(Blame.UNKNOWN, found.judgement().blame());
    assertEquals(1, found.detail().get("sourcePortsSilent"));
  }

  @Test
  void aPortThatIsAnsweredLaterOrOfFewIsNoDropByItself() {
    Expect.quiet( // what was silent at first is answered when it is asked again
        asked(
            port(40_001, 2, 1, true),
            port(40_002, 1, 1, true),
            port(40_003, 1, 1, true),
            port(40_004, 1, 1, true)));
    Expect.quiet( // those that are answered lose packets, too
        asked(
            port(40_001, 2, 0, true),
            port(40_002, 1, 1, false),
            port(40_003, 1, 1, true),
            port(40_004, 1, 1, true),
            port(40_005, 1, 1, true)));
    Expect.quiet(asked(port(40_001, 2, 0, true), port(40_002, 1, 1, true)));
  }

  @Test
  void lossAtMediaRateOnlyIsALimit() {
    Scenes limited = media(true).answersUdp(MEDIA, 3478);
    limited.add(rate(limited, 20, 60));
    Finding cut = Expect.only(Cause.RATE_LIMITED, limited);
    assertEquals(40.0, cut.detail().get("lossPercent"));
    assertEquals(Confidence.CONFIRMED, cut.judgement().confidence());
    Scenes outages = media(true).answersUdp(MEDIA, 3478);
    outages.add(rate(outages, 20, 82));
    assertEquals(
        Confidence.LIKELY, Expect.only(Cause.RATE_LIMITED, outages).judgement().confidence());
    Scenes fine = media(true).answersUdp(MEDIA, 3478);
    Expect.quiet(fine.add(rate(fine, 20, 98)));
    Scenes lossy = media(true).answersUdp(MEDIA, 3478);
    Expect.not(Cause.RATE_LIMITED, lossy.add(rate(lossy, 14, 70)));
    Scenes lucky = media(true).answersUdp(MEDIA, 3478);
    Expect.not(Cause.RATE_LIMITED, lucky.add(rate(lucky, 20, 85)));
  }

  @Test
  void aReportThatCameAtOnceIsNoSearchForAHost() {
    Scenes scene = media(true);
    scene.add(
        new UdpExchange(
            scene.stamp(3200), // one report does not end an exchange
            Endpoint.udp(Scenes.address("203.0.113.31"), 3478),
            Application.STUN,
            new UdpExchange.Result(
                4,
                0,
                Duration.ofMillis(20),
                Optional.empty(),
                Optional.of(Scenes.icmp("62.115.12.2", 3, 1)),
                List.of()),
            Scenes.failure(FailureCode.UDP_REJECTED),
            Trace.BLIND));
    Expect.not(Cause.SERVER_DOWN, scene);
    Expect.some(Cause.NETWORK_UNREACHABLE, scene);
  }

  @Test
  void aLimitBelowTheSlowRateIsNoLossAtRandom() {
    Scenes limited = media(true).answersUdp(MEDIA, 3478);
    limited.add(rate(limited, 8, 6)).add(rate(limited, 8, 6));
    assertEquals(94.0, Expect.only(Cause.RATE_LIMITED, limited).detail().get("lossPercent"));
    Scenes random = media(true).answersUdp(MEDIA, 3478);
    random.add(rate(random, 8, 40)).add(rate(random, 8, 40));
    Expect.only(Cause.PACKET_LOSS, random);
    Scenes both = media(true).answersUdp(MEDIA, 3478);
    both.add(rate(both, 16, 50)).add(rate(both, 16, 50));
    Expect.not(Cause.RATE_LIMITED, both);
  }

  @Test
  void aNarrowLinkLetsDatagramsWaitAndALimitOfRateDoesNot() {
    for (int millis : List.of(240, 729)) {
      Scenes scene = media(true).answersUdp(MEDIA, 3478);
      scene.add(rate(scene, 20, 60)).add(rate(scene, 20, 60));
      scene.add(
          new BandwidthTest(
              scene.stamp(1750),
              Endpoint.udp(Scenes.address(MEDIA), 8801),
              new BandwidthTest.Train(1228, 50, 14, Duration.ofMillis(millis)),
              Optional.empty(),
              Trace.BLIND));
      if (millis > 500) {
        assertEquals(
            Confidence.LIKELY, Expect.some(Cause.LOW_BANDWIDTH, scene).judgement().confidence());
        Expect.not(Cause.LOW_BANDWIDTH, scene.add(rate(scene, 10, 50)).add(rate(scene, 10, 50)));
      } else {
        Expect.only(Cause.RATE_LIMITED, scene);
      }
    }
  }

  @Test
  void firstSynsThatOneShortOutageTakesAreNoRandomLoss() {
    for (int lost : List.of(7, 14)) {
      Scenes scene = media(false);
      for (int index = lost; index < 40; index++) {
        scene.accepts(MEDIA, 443);
      }
      scene.lostSyns(MEDIA, 443, lost);
      if (lost == 7) {
        Expect.only(Cause.PACKET_LOSS, scene);
      } else {
        Expect.quiet(scene);
      }
    }
  }

  @Test
  void aLongRowTellsLossFromWhatIsUsual() {
    for (int lost : List.of(14, 45)) {
      Scenes scene = media(true).answersUdp(MEDIA, 3478);
      scene.add(rate(scene, 19, 94)).add(rate(scene, 19, 94));
      scene.add(
          new RateTest(
              scene.stamp(7500),
              Endpoint.udp(Scenes.address(MEDIA), 8801),
              new RateTest.Counts(50, 350, 350 - lost),
              new RateTest.Counts(50, 0, 0),
              Optional.empty(),
              Trace.BLIND));
      if (lost > 20) {
        assertEquals(
            Confidence.CONFIRMED, Expect.only(Cause.PACKET_LOSS, scene).judgement().confidence());
      } else {
        Expect.quiet(scene);
      }
    }
  }

  private static Scenes retries(int exchanges, int withRetry) {
    Scenes scene = media(true);
    for (int index = 0; index < exchanges; index++) {
      scene.add(
          new UdpExchange(
              scene.stamp(30),
              Endpoint.udp(Scenes.address(MEDIA), 8801 + index % 10),
              Application.STUN,
              new UdpExchange.Result(
                  index < withRetry ? 2 : 1,
                  1,
                  Duration.ofMillis(20),
                  Optional.empty(),
                  Optional.empty(),
                  List.of()),
              Optional.empty(),
              Trace.BLIND));
    }
    return scene;
  }

  @Test
  void muchLossIsFoundAndTwoPercentEachWayIsNot() {
    Finding much = Expect.only(Cause.PACKET_LOSS, retries(80, 16));
    assertEquals(Confidence.CONFIRMED, much.judgement().confidence());
    Expect.quiet(retries(80, 3));
    Expect.quiet(retries(10, 2));
  }

  @Test
  void lossThatChanceMayHaveDoubledIsNotConfirmed() {
    Expect.quiet(retries(185, 15)); // 2.5 deviations above two per cent each way
    Finding finding = Expect.only(Cause.PACKET_LOSS, retries(178, 18)); // 3.7
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
  }

  private static UdpExchange mapped(String remote, int mappedPort) {
    Endpoint local = Endpoint.udp(Scenes.address("10.0.0.9"), 40000);
    Endpoint far = Endpoint.udp(Scenes.address(remote), 3478);
    return new UdpExchange(
        new Stamp(
            "N" + remote,
            "media",
            Scenes.NOW,
            Duration.ofMillis(20),
            List.of(new FiveTuple(local, far))),
        far,
        Application.STUN,
        new UdpExchange.Result(
            1,
            1,
            Duration.ofMillis(20),
            Optional.of(Endpoint.udp(Scenes.address("198.51.100.7"), mappedPort)),
            Optional.empty(),
            List.of()),
        Optional.empty(),
        Trace.BLIND);
  }

  @Test
  void mappingThatFollowsTheDestinationIsANote() {
    Scenes scene = media(true);
    scene.add(mapped(MEDIA, 50001)).add(mapped("203.0.113.31", 50002));
    Expect.quiet(scene);
    Expect.some(Cause.NAT_SYMMETRIC, scene);
    Scenes same = media(true);
    same.add(mapped(MEDIA, 50001)).add(mapped("203.0.113.31", 50001));
    Expect.not(Cause.NAT_SYMMETRIC, same);
  }

  private static UdpExchange sip(Scenes scene, List<String> alterations) {
    return new UdpExchange(
        scene.stamp(20),
        Endpoint.udp(Scenes.address(MEDIA), 5090),
        Application.SIP,
        new UdpExchange.Result(
            1, 1, Duration.ofMillis(20), Optional.empty(), Optional.empty(), alterations),
        Optional.empty(),
        Trace.BLIND);
  }

  private static UdpExchange seenAs(Scenes scene, String server, Application how, String mapped) {
    return new UdpExchange(
        scene.stamp(20),
        Endpoint.udp(Scenes.address(server), how == Application.SIP ? 5090 : 3478),
        how,
        new UdpExchange.Result(
            1,
            1,
            Duration.ofMillis(20),
            Optional.of(Endpoint.udp(Scenes.address(mapped), 50001)),
            Optional.empty(),
            List.of()),
        Optional.empty(),
        Trace.BLIND);
  }

  private static Scenes behindTranslation() {
    return media(true)
        .host(
            LocalAndClockRulesTest.host(
                List.of("10.0.0.9"),
                LocalAndClockRulesTest.route(
                    "default",
                    HostFacts.RouteKind.VIA_GATEWAY,
                    "eth0",
                    HostFacts.NeighbourState.REACHABLE)));
  }

  @Test
  void answerThatNamesThePrivateAddressBehindTranslationIsAltered() {
    Scenes helped = behindTranslation();
    helped.add(seenAs(helped, "203.0.113.40", Application.STUN, "198.51.100.7"));
    Expect.only(Cause.SIP_ALTERED, helped.add(seenAs(helped, MEDIA, Application.SIP, "10.0.0.9")));
    Scenes honest = behindTranslation();
    honest.add(seenAs(honest, "203.0.113.40", Application.STUN, "198.51.100.7"));
    Expect.quiet(honest.add(seenAs(honest, MEDIA, Application.SIP, "198.51.100.7")));
    Scenes untranslated = behindTranslation();
    untranslated.add(seenAs(untranslated, "203.0.113.40", Application.STUN, "10.0.0.9"));
    Expect.quiet(untranslated.add(seenAs(untranslated, MEDIA, Application.SIP, "10.0.0.9")));
  }

  @Test
  void headersThatComeBackChangedAreAltered() {
    Scenes altered = media(true);
    Expect.only(Cause.SIP_ALTERED, altered.add(sip(altered, List.of("Via changed"))));
    Scenes same = media(true);
    Expect.quiet(same.add(sip(same, List.of())));
    Expect.not(Cause.SIP_ALTERED, media(true).silentUdp(MEDIA, 3478));
  }

  @Test
  void blindHealthyRunIsHealthy() {
    Scenes scene =
        new Scenes()
            .target("web", "zoom.us", Transport.TCP, 443)
            .dns(Role.SYSTEM, "10.0.0.53", "zoom.us", null, MEDIA)
            .accepts(MEDIA, 443)
            .blind()
            .tls(MEDIA, 443);
    assertEquals(Diagnosis.Status.HEALTHY, Expect.quiet(scene).verdict().status());
  }

  @Test
  void nothingTestedIsInconclusive() {
    Scenes none = new Scenes().target("web", "zoom.us", Transport.TCP, 443);
    assertEquals(Diagnosis.Status.INCONCLUSIVE, Expect.quiet(none).verdict().status());
    Scenes late = new Scenes().target("web", "zoom.us", Transport.TCP, 443);
    late.connect(MEDIA, 443, FailureCode.NOT_TESTED, 0);
    assertEquals(Diagnosis.Status.INCONCLUSIVE, Expect.quiet(late).verdict().status());
    String summary = Expect.quiet(late).verdict().summary();
    assertTrue(summary.contains("a longer time limit"), summary);
    assertEquals(Diagnosis.State.NOT_TESTED, Expect.diagnose(late).targets().get(0).state());
  }

  @Test
  void controlThatFailsIsNoFindingOfTheService() {
    Scenes scene =
        new Scenes()
            .target("web", "zoom.us", Transport.TCP, 443)
            .accepts(MEDIA, 443)
            .tls(MEDIA, 443)
            .target("neutral", "control", "example.com", Transport.TCP, true, true, 443)
            .drops("192.0.2.80", 443);
    assertEquals(Diagnosis.Status.HEALTHY, Expect.quiet(scene).verdict().status());
  }

  @Test
  void whatIsNotRequiredOnlyDegrades() {
    Scenes scene =
        new Scenes()
            .target("web", "zoom.us", Transport.TCP, 443)
            .accepts(MEDIA, 443)
            .tls(MEDIA, 443)
            .target("old", "meetings", "zoom.us", Transport.TCP, true, false, 8802)
            .drops(MEDIA, 8802);
    Finding finding = Expect.only(Cause.PORT_DROPPED, scene);
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
  }

  @Test
  void capturedFlowsWithoutACatalogAreJudgedToo() {
    Scenes scene = new Scenes().accepts(MEDIA, 80).drops(MEDIA, 443);
    assertEquals(Severity.BLOCKING, Expect.only(Cause.PORT_DROPPED, scene).judgement().severity());
  }
}
