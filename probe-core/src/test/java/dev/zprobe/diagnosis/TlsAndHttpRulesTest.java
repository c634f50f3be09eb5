package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.Transport;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.observation.Frame;
import dev.zprobe.observation.Frame.Content;
import dev.zprobe.observation.HttpExchange;
import dev.zprobe.observation.HttpExchange.Reply;
import dev.zprobe.observation.PathLadder.Stage;
import dev.zprobe.observation.ProxyConnect;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.Alert;
import dev.zprobe.observation.TlsHandshake.Outcome;
import dev.zprobe.observation.TlsHandshake.Trust;
import dev.zprobe.observation.TlsHandshake.Variant;
import dev.zprobe.observation.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsAndHttpRulesTest {
  private static final String WEB = "203.0.113.10";

  private static Scenes web() {
    return new Scenes().target("web", "zoom.us", Transport.TCP, 443).accepts(WEB, 443, 20, 60);
  }

  private static Scenes dies(Scenes scene, Variant variant, FailureCode code, Frame... seen) {
    String name =
        switch (variant) {
          case OTHER_NAME -> "www.example.com";
          case NO_NAME -> "";
          case NORMAL, LARGE, SMALL, TLS12_ONLY, REPEAT -> "zoom.us";
        };
    return scene.hello(WEB, 443, variant, name, code, false, seen);
  }

  private static Scenes answered(Scenes scene, Variant variant) {
    String name = variant == Variant.OTHER_NAME ? "www.example.com" : "zoom.us";
    return scene.hello(WEB, 443, variant, name, null, true);
  }

  private static Frame[] reset(Scenes scene, int ttl) {
    return new Frame[] {
      scene.frame(0, true, 64, Content.DATA), scene.frame(20, false, ttl, Content.RESET)
    };
  }

  private static Frame[] acknowledged(Scenes scene) {
    return new Frame[] {
      scene.frame(0, true, 64, Content.DATA), scene.frame(20, false, 60, Content.ACK)
    };
  }

  private static Frame[] repeated(Scenes scene) {
    return new Frame[] {
      scene.frame(0, true, 64, Content.DATA),
      scene.frame(300, true, 64, Content.DATA),
      scene.frame(900, true, 64, Content.DATA)
    };
  }

  @Test
  void silenceForOneNameIsABlockOfTheName() {
    Scenes scene = dies(web(), Variant.NORMAL, FailureCode.TLS_TIMEOUT);
    assertEquals(
        "silence",
        Expect.only(Cause.SNI_BLOCKED, answered(scene, Variant.OTHER_NAME)).detail().get("manner"));
  }

  @Test
  void aHelloThatDiesIsNoFirewallOfThisHostAlthoughTheSynAckArrived() {
    Scenes scene = new Scenes().target("web", "zoom.us", Transport.TCP, 443);
    Frame[] flow = {
      scene.frame(0, true, 64, Content.SYN),
      scene.frame(20, false, 60, Content.SYN_ACK),
      scene.frame(21, true, 64, Content.DATA)
    };
    Expect.not(Cause.HOST_FIREWALL, dies(scene, Variant.NORMAL, FailureCode.TLS_TIMEOUT, flow));
  }

  @Test
  void anAnswerOfWhichOnlyTheEndArrivesIsNoBlockOfAName() {
    Scenes scene = web();
    Frame[] hole = {
      scene.frame(0, true, 64, Content.DATA),
      scene.frame(20, false, 60, Content.ACK),
      scene.frame(21, false, 60, Content.DATA)
    };
    dies(scene, Variant.NORMAL, FailureCode.TLS_TIMEOUT, hole);
    Expect.not(Cause.SNI_BLOCKED, answered(scene, Variant.OTHER_NAME));
  }

  @Test
  void helloThatPassesWhenRepeatedWasBadLuck() {
    Scenes scene = dies(web(), Variant.NORMAL, FailureCode.TLS_TIMEOUT);
    Expect.quiet(answered(answered(scene, Variant.REPEAT), Variant.OTHER_NAME));
  }

  @Test
  void whatDiesNowAndThenIsNoHealth() {
    Scenes scene = web();
    dies(scene, Variant.NORMAL, FailureCode.TLS_RESET, reset(scene, 62));
    dies(scene, Variant.NORMAL, FailureCode.TLS_RESET, reset(scene, 62));
    Finding finding = Expect.only(Cause.TLS_RESET, answered(scene, Variant.NORMAL));
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
    assertEquals(Blame.NETWORK, finding.judgement().blame());
    Scenes silent = web();
    dies(silent, Variant.NORMAL, FailureCode.TLS_TIMEOUT, acknowledged(silent));
    finding = Expect.only(Cause.SERVER_SILENT, answered(silent, Variant.NORMAL));
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
    assertEquals(Diagnosis.Error104103.EXPLAINED, Expect.diagnose(silent).verdict().error104103());
  }

  @Test
  void randomLossTakesSomeHellosToo() {
    Scenes scene = web();
    dies(scene, Variant.NORMAL, FailureCode.TLS_TIMEOUT, acknowledged(scene));
    answered(scene, Variant.NORMAL);
    for (int connection = 0; connection < 32; connection++) {
      scene.accepts("203.0.113.11", 443);
    }
    Expect.only(Cause.PACKET_LOSS, scene.lostSyns("203.0.113.11", 443, 8));
  }

  @Test
  void resetOfEveryNameIsAResetAndByTheServerItsOwn() {
    Scenes device = web();
    dies(device, Variant.NORMAL, FailureCode.TLS_RESET, reset(device, 62));
    dies(device, Variant.OTHER_NAME, FailureCode.TLS_RESET, reset(device, 62));
    Finding finding = Expect.only(Cause.TLS_RESET, device);
    assertEquals("ClientHello", finding.detail().get("after"));
    assertEquals("device", finding.detail().get("resetOrigin"));
    assertEquals(Blame.NETWORK, finding.judgement().blame());
    Scenes server = web();
    dies(server, Variant.NORMAL, FailureCode.TLS_RESET, reset(server, 60));
    dies(server, Variant.OTHER_NAME, FailureCode.TLS_RESET, reset(server, 60));
    assertEquals(Blame.SERVICE, Expect.only(Cause.TLS_RESET, server).judgement().blame());
  }

  /** One short path is a path; when all hellos are short by a hop, somebody stands there. */
  @Test
  void resetsThatAreAllOneHopShortAreNoTargets() {
    String[] way = {"10.0.0.1", "10.0.1.1", "10.0.2.1", "10.0.3.1", "target"};
    String[] test = {"10.0.0.1", "10.0.1.1", "10.0.2.1", "RST"};
    for (int hellos : List.of(1, 3)) {
      Scenes scene = web();
      dies(scene, Variant.NORMAL, FailureCode.TLS_RESET, reset(scene, 60));
      dies(scene, Variant.OTHER_NAME, FailureCode.TLS_RESET, reset(scene, 60));
      scene.ladder(WEB, 443, Transport.TCP, Stage.SYN, true, way);
      for (int hello = 0; hello < hellos; hello++) {
        scene.ladder(WEB, 443, Transport.TCP, Stage.CLIENT_HELLO, hello > 0, test);
      }
      Finding finding = Expect.only(Cause.TLS_RESET, scene);
      assertEquals(hellos == 3 ? Blame.NETWORK : Blame.SERVICE, finding.judgement().blame());
    }
  }

  @Test
  void aResetFromMuchFartherThanTheTargetIsNotSaidToBeTheTargets() {
    Scenes scene = web();
    dies(scene, Variant.NORMAL, FailureCode.TLS_RESET, reset(scene, 54));
    dies(scene, Variant.OTHER_NAME, FailureCode.TLS_RESET, reset(scene, 54));
    Finding finding = Expect.only(Cause.TLS_RESET, scene);
    assertEquals("unknown", finding.detail().get("resetOrigin"));
  }

  @Test
  void aResetThatComesBeforeTheHelloCanArriveIsNoTargets() {
    for (int trigger : List.of(2, 5)) {
      Scenes scene = web();
      dies(scene, Variant.NORMAL, FailureCode.TLS_RESET, reset(scene, 60));
      answered(scene, Variant.TLS12_ONLY);
      String[] way = {"10.0.0.1", "10.0.1.1", "10.0.2.1", "10.0.3.1", "target"};
      String[] test = Arrays.copyOf(way, trigger);
      test[trigger - 1] = "RST";
      scene.ladder(WEB, 443, Transport.TCP, Stage.SYN, true, way);
      scene.ladder(WEB, 443, Transport.TCP, Stage.CLIENT_HELLO, false, test);
      Finding finding = Expect.only(Cause.TLS_RESET, scene);
      assertEquals(trigger == 2 ? Blame.NETWORK : Blame.SERVICE, finding.judgement().blame());
      assertEquals(trigger == 2 ? "device" : "target", finding.detail().get("resetOrigin"));
      assertTrue(finding.account().summary().contains("tls12 only"));
    }
  }

  @Test
  void silenceOfANameIsLessSureWhereMuchIsLost() {
    for (int lost : List.of(0, 20)) {
      Scenes scene = web();
      dies(scene, Variant.NORMAL, FailureCode.TLS_TIMEOUT, repeated(scene));
      answered(scene, Variant.OTHER_NAME);
      scene.target("media", "mmr.zoom.us", Transport.UDP, 3478);
      for (int index = 0; index < 60; index++) {
        scene.answersUdp("203.0.113.30", 3478);
      }
      for (int index = 0; index < lost; index++) {
        scene.answersUdpAgain("203.0.113.30", 3478);
      }
      assertEquals(
          lost == 0 ? Confidence.CONFIRMED : Confidence.LIKELY,
          Expect.some(Cause.SNI_BLOCKED, scene).judgement().confidence());
    }
  }

  @Test
  void otherNamesDoNotSpeakWhereAFilterAlsoDropsWhatFollows() {
    Scenes scene = web();
    dies(scene, Variant.NORMAL, FailureCode.TLS_RESET, reset(scene, 62));
    dies(scene, Variant.OTHER_NAME, FailureCode.TLS_RESET, reset(scene, 62));
    Finding finding = Expect.only(Cause.TLS_RESET, scene);
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    finding = Expect.some(Cause.TLS_RESET, scene.drops(WEB, 443));
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
    assertTrue(finding.account().summary().contains("could not be tried"));
  }

  @Test
  void resetAfterServerHelloIsAResetEvenWhenOtherNamesPass() {
    Scenes scene = web();
    scene.hello(WEB, 443, Variant.NORMAL, "zoom.us", FailureCode.TLS_RESET, true, reset(scene, 62));
    assertEquals(
        "ServerHello",
        Expect.only(Cause.TLS_RESET, answered(scene, Variant.OTHER_NAME)).detail().get("after"));
  }

  @Test
  void acknowledgedHelloWithoutAnAnswerIsASilentServer() {
    Scenes scene = web();
    dies(scene, Variant.NORMAL, FailureCode.TLS_TIMEOUT, acknowledged(scene));
    dies(scene, Variant.OTHER_NAME, FailureCode.TLS_TIMEOUT, acknowledged(scene));
    assertEquals(
        Confidence.CONFIRMED, Expect.only(Cause.SERVER_SILENT, scene).judgement().confidence());
  }

  @Test
  void helloThatIsNeverAcknowledgedIsDroppedOnItsWay() {
    Scenes scene = web();
    dies(scene, Variant.NORMAL, FailureCode.TLS_TIMEOUT, repeated(scene));
    dies(scene, Variant.OTHER_NAME, FailureCode.TLS_TIMEOUT, repeated(scene));
    assertEquals("silence", Expect.only(Cause.TLS_RESET, scene).detail().get("manner"));
    Expect.not(Cause.SERVER_SILENT, scene);
  }

  @Test
  void onlySmallHellosThatPassAreAQuestionOfSize() {
    Scenes scene = dies(web(), Variant.NORMAL, FailureCode.TLS_TIMEOUT);
    dies(scene, Variant.OTHER_NAME, FailureCode.TLS_TIMEOUT);
    scene.add(small(scene));
    Expect.only(Cause.MTU_BLACK_HOLE, scene);
  }

  @Test
  void aRequestThatIsNeverAcknowledgedIsNoSilentServer() {
    Scenes scene = web().accepts(WEB, 80);
    Expect.some(Cause.SERVER_SILENT, request(web().accepts(WEB, 80), true));
    Finding finding = Expect.only(Cause.FLOW_CUT, request(scene, false));
    assertEquals(Blame.NETWORK, finding.judgement().blame());
    assertEquals("request", finding.progress().lastSeen());
  }

  private static Scenes request(Scenes scene, boolean acknowledged) {
    return request(scene, 80, acknowledged);
  }

  private static Scenes request(Scenes scene, int port, boolean acknowledged) {
    List<Frame> frames = new ArrayList<>(List.of(repeated(scene)));
    if (acknowledged) {
      frames.add(scene.frame(950, false, 60, Content.ACK));
    }
    return scene.add(
        new HttpExchange(
            scene.stamp(3500),
            Endpoint.tcp(Scenes.address(WEB), port),
            "http://zoom.us/",
            Optional.empty(),
            Scenes.failure(FailureCode.HTTP_TIMEOUT),
            new Trace(true, "", frames, List.of())));
  }

  @Test
  void aRequestWithinTlsThatIsHeardAndNotAnsweredIsASilentServer() {
    Expect.only(Cause.SERVER_SILENT, request(web().tls(WEB, 443), 443, true));
    Expect.only(Cause.FLOW_CUT, request(web().tls(WEB, 443), 443, false));
  }

  @Test
  void aFarewellThatNobodyHearsIsNotTheRequest() {
    Scenes scene = web().tls(WEB, 443);
    List<Frame> frames =
        List.of(
            scene.frame(10, true, 64, Content.DATA),
            scene.frame(40, false, 60, Content.ACK),
            scene.frame(3_600, true, 64, Content.DATA));
    Expect.only(Cause.SERVER_SILENT, stalls(scene, 0, frames));
  }

  @Test
  void partOfARecordIsTheBeginningOfAResponse() {
    Scenes scene = web().tls(WEB, 443);
    List<Frame> frames = List.of(scene.frame(10, true, 64, Content.DATA));
    Finding finding = Expect.only(Cause.FLOW_CUT, stalls(scene, 13_032, frames));
    assertEquals(13_032L, finding.detail().get("afterBytes"));
    assertEquals("response", finding.progress().lastSeen());
  }

  private static Scenes stalls(Scenes scene, long received, List<Frame> frames) {
    return scene.add(
        new HttpExchange(
            scene.stamp(3_500),
            Endpoint.tcp(Scenes.address(WEB), 443),
            "https://zoom.us/",
            Optional.empty(),
            Scenes.failure(FailureCode.HTTP_TIMEOUT),
            received,
            new Trace(true, "", frames, List.of())));
  }

  @Test
  void thePlainRequestForABlockedNameIsExplainedByIt() {
    Scenes scene =
        answered(dies(web(), Variant.NORMAL, FailureCode.TLS_TIMEOUT), Variant.OTHER_NAME)
            .accepts(WEB, 80)
            .http(WEB, 80, null, FailureCode.HTTP_TIMEOUT);
    Expect.only(Cause.SNI_BLOCKED, scene);
  }

  @Test
  void oneNameOfSeveralAtAnEndpointIsBlockedAlone() {
    Scenes scene =
        dies(web(), Variant.NORMAL, FailureCode.TLS_TIMEOUT)
            .target("logs", "log.zoom.us", Transport.TCP, 443)
            .accepts(WEB, 443, 20, 60)
            .tls(WEB, 443);

    Finding blocked = Expect.only(Cause.SNI_BLOCKED, scene);

    assertEquals(List.of("zoom.us"), blocked.scope().names());
  }

  private static TlsHandshake small(Scenes scene) {
    return new TlsHandshake(
        scene.stamp(40),
        scene.endpoint(WEB, 443),
        new TlsHandshake.Hello("zoom.us", Variant.SMALL, List.of("TLSv1.2"), 220),
        List.of(new TlsHandshake.Message(false, "ServerHello", Duration.ofMillis(20))),
        Outcome.NONE,
        Optional.empty(),
        Trace.BLIND);
  }

  @Test
  void endAfterEveryHelloIsABreachOfProtocol() {
    Scenes scene = dies(web(), Variant.NORMAL, FailureCode.TLS_CLOSED);
    Expect.only(
        Cause.SERVER_PROTOCOL_ERROR, dies(scene, Variant.OTHER_NAME, FailureCode.TLS_CLOSED));
    Expect.only(
        Cause.SERVER_PROTOCOL_ERROR, dies(web(), Variant.NORMAL, FailureCode.TLS_MALFORMED));
    Scenes named = dies(web(), Variant.NORMAL, FailureCode.TLS_CLOSED);
    Expect.only(Cause.SNI_BLOCKED, answered(named, Variant.OTHER_NAME));
  }

  @Test
  void bytesThatAreNotTlsForOneNameAloneAreABlockOfTheName() {
    Scenes scene = dies(web(), Variant.NORMAL, FailureCode.TLS_MALFORMED);
    assertEquals(
        "bytes that are not TLS",
        Expect.only(Cause.SNI_BLOCKED, answered(scene, Variant.OTHER_NAME)).detail().get("manner"));
  }

  @Test
  void anAlertFromNearerThanTheServerForOneNameIsABlockOfTheName() {
    Scenes device = alert(web(), 62);
    Finding finding = Expect.only(Cause.SNI_BLOCKED, answered(device, Variant.OTHER_NAME));
    assertEquals("device", finding.detail().get("resetOrigin"));
    assertEquals(Blame.NETWORK, finding.judgement().blame());
    Scenes server = alert(web(), 60);
    Expect.only(Cause.TLS_INCOMPATIBLE, answered(server, Variant.OTHER_NAME));
  }

  private static Scenes alert(Scenes scene, int ttl) {
    return scene.handshake(
        WEB,
        443,
        Variant.NORMAL,
        "zoom.us",
        List.of(new TlsHandshake.Message(true, "ClientHello", Duration.ZERO)),
        new Outcome(
            "",
            "",
            "",
            "",
            List.of(new Alert(false, true, 70, "protocol_version")),
            List.of(),
            Trust.UNKNOWN),
        FailureCode.TLS_ALERT,
        scene.frame(0, true, 64, Content.DATA),
        scene.frame(20, false, ttl, Content.DATA));
  }

  @Test
  void fatalAlertIsIncompatibility() {
    Scenes scene = alert(web(), 60);
    Finding finding = Expect.only(Cause.TLS_INCOMPATIBLE, scene);
    assertEquals("protocol_version", finding.detail().get("alert"));
    assertEquals(List.of("TLSv1.3", "TLSv1.2"), finding.detail().get("offered"));
    Expect.not(Cause.TLS_INCOMPATIBLE, dies(web(), Variant.NORMAL, FailureCode.TLS_RESET));
    Expect.not(Cause.TLS_INCOMPATIBLE, web().tls(WEB, 443));
  }

  private static Scenes presenting(String from, String to, Trust trust, FailureCode code) {
    Scenes scene = web().tls(WEB, 443);
    return scene.presenting(scene.certificate(from, to), trust, code);
  }

  private static Scenes timed(Scenes scene, Duration offset) {
    return scene.time("a", "192.0.2.1", offset).time("b", "192.0.2.2", offset);
  }

  @Test
  void certificateIsExpiredByTrueTimeOnly() {
    Scenes expired =
        presenting(
            "2025-01-01T00:00:00Z",
            "2026-11-20T00:00:00Z",
            Scenes.PUBLIC,
            FailureCode.CERTIFICATE_EXPIRED);
    Finding finding = Expect.only(Cause.TLS_CERTIFICATE_INVALID, timed(expired, Duration.ZERO));
    assertEquals("expired", finding.detail().get("problem"));
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
    Scenes fast =
        presenting(
            "2025-01-01T00:00:00Z",
            "2026-11-20T00:00:00Z",
            Scenes.PUBLIC,
            FailureCode.CERTIFICATE_EXPIRED);
    Expect.only(Cause.CLOCK_SKEWED, timed(fast, Duration.ofDays(-10)));
  }

  @Test
  void expiryWithoutATimeSourceIsOnlyLikely() {
    Scenes scene =
        presenting(
            "2025-01-01T00:00:00Z",
            "2026-11-20T00:00:00Z",
            Scenes.PUBLIC,
            FailureCode.CERTIFICATE_EXPIRED);
    assertEquals(
        Confidence.LIKELY,
        Expect.only(Cause.TLS_CERTIFICATE_INVALID, scene).judgement().confidence());
  }

  @Test
  void privateAuthorityIsInterceptionWhetherTrustedOrNot() {
    String from = "2026-01-01T00:00:00Z";
    String to = "2027-01-01T00:00:00Z";
    Finding unknown =
        Expect.only(
            Cause.TLS_INTERCEPTED,
            presenting(
                from,
                to,
                new Trust(false, false, true, "unknown-authority"),
                FailureCode.CERTIFICATE_UNTRUSTED));
    assertEquals(Severity.BLOCKING, unknown.judgement().severity());
    Finding trusted =
        Expect.only(
            Cause.TLS_INTERCEPTED,
            presenting(
                from,
                to,
                new Trust(false, true, true, "unknown-authority"),
                FailureCode.CERTIFICATE_UNTRUSTED));
    assertEquals(true, trusted.detail().get("trustedHere"));
    assertEquals(Severity.DEGRADING, trusted.judgement().severity());
    assertEquals(
        "self-signed",
        Expect.only(
                Cause.TLS_CERTIFICATE_INVALID,
                presenting(
                    from,
                    to,
                    new Trust(false, false, true, "self-signed"),
                    FailureCode.CERTIFICATE_UNTRUSTED))
            .detail()
            .get("problem"));
  }

  private static Reply page(int status, String location, String title) {
    return new Reply(status, location, title, "", Optional.empty(), 100, true);
  }

  private static Scenes portal(Scenes scene, Reply reply, FailureCode code) {
    Scenes check = scene.called("portal");
    return check.http("192.0.2.80", 80, reply, code);
  }

  @Test
  void replacedCheckPageIsAPortalUnlessTheServiceIsWhole() {
    Scenes scene = dies(web(), Variant.NORMAL, FailureCode.TLS_CLOSED);
    Finding finding =
        Expect.only(
            Cause.CAPTIVE_PORTAL,
            portal(scene, page(302, "http://login.example/", ""), FailureCode.HTTP_STATUS));
    assertEquals("http://login.example/", finding.detail().get("location"));
    Expect.quiet(
        portal(web().tls(WEB, 443), page(302, "http://x.example/", ""), FailureCode.HTTP_STATUS));
    Expect.not(
        Cause.CAPTIVE_PORTAL,
        portal(dies(web(), Variant.NORMAL, FailureCode.TLS_CLOSED), page(204, "", ""), null));
    Expect.not(
        Cause.CAPTIVE_PORTAL,
        portal(
            dies(web(), Variant.NORMAL, FailureCode.TLS_CLOSED),
            page(503, "", ""),
            FailureCode.HTTP_STATUS));
  }

  @Test
  void refusalOverValidTlsIsTheServicesOwn() {
    Scenes denies = web().tls(WEB, 443).http(WEB, 443, page(403, "", ""), FailureCode.HTTP_STATUS);
    assertEquals(403, Expect.only(Cause.SERVICE_DENIES, denies).detail().get("status"));
    Scenes fails = web().tls(WEB, 443).http(WEB, 443, page(503, "", ""), FailureCode.HTTP_STATUS);
    assertEquals(503, Expect.only(Cause.SERVICE_ERROR, fails).detail().get("status"));
    Expect.quiet(web().tls(WEB, 443).http(WEB, 443, page(301, "https://www.zoom.com", ""), null));
  }

  @Test
  void refusalOverPlainHttpAloneIsAFilters() {
    Scenes scene = web().tls(WEB, 443).http(WEB, 443, page(200, "", "Zoom"), null);
    scene
        .target("plain", "zoom.us", Transport.TCP, 80)
        .accepts(WEB, 80)
        .http(WEB, 80, page(403, "", "Blocked by policy"), FailureCode.HTTP_STATUS);
    assertEquals("Blocked by policy", Expect.only(Cause.BLOCK_PAGE, scene).detail().get("title"));
    Expect.not(Cause.SERVICE_DENIES, scene);
  }

  @Test
  void responseThatIsCutIsACutFlow() {
    Reply half = new Reply(200, "", "", "", Optional.empty(), 40_000, false);
    Finding finding =
        Expect.only(
            Cause.FLOW_CUT, web().tls(WEB, 443).http(WEB, 443, half, FailureCode.HTTP_TIMEOUT));
    assertEquals(40_000L, finding.detail().get("afterBytes"));
    Expect.not(Cause.FLOW_CUT, web().tls(WEB, 443).http(WEB, 443, page(200, "", ""), null));
    Expect.not(Cause.FLOW_CUT, web().tls(WEB, 443).http(WEB, 443, null, FailureCode.HTTP_TIMEOUT));
  }

  @Test
  void slowTransfersShowTooLittleBandwidth() {
    Reply large = new Reply(200, "", "", "", Optional.empty(), 60_000, true);
    Scenes scene = web().tls(WEB, 443);
    scene.slowly(WEB, 443, large, 4000);
    assertEquals(120L, Expect.only(Cause.LOW_BANDWIDTH, scene).detail().get("kbps"));
    Scenes fast = web().tls(WEB, 443);
    fast.slowly(WEB, 443, large, 200);
    Expect.quiet(fast);
    Scenes short_ = web().tls(WEB, 443);
    short_.slowly(WEB, 443, page(200, "", ""), 4000);
    Expect.quiet(short_);
  }

  private static Scenes proxy(Scenes scene, int status, FailureCode code) {
    return scene.add(
        new ProxyConnect(
            scene.stamp(30),
            "10.0.0.80:3128",
            "zoom.us:443",
            new ProxyConnect.Reply(status, status == 407 ? List.of("Basic") : List.of(), ""),
            Scenes.failure(code),
            Trace.BLIND));
  }

  private static Scenes direct() {
    return new Scenes().target("web", "zoom.us", Transport.TCP, 443).drops(WEB, 443);
  }

  @Test
  void blockedDirectWayWithAWorkingProxyNeedsTheProxy() {
    Finding finding = Expect.only(Cause.PROXY_REQUIRED, proxy(direct(), 200, null));
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    Expect.quiet(proxy(web().tls(WEB, 443), 200, null));
    Expect.not(Cause.PROXY_REQUIRED, proxy(direct(), 403, FailureCode.PROXY_DENIED));
  }

  @Test
  void proxyThatFailsBlocksWhereTheDirectWayFailsToo() {
    Finding asks =
        Expect.only(
            Cause.PROXY_AUTH_REQUIRED, proxy(direct(), 407, FailureCode.PROXY_AUTHENTICATION));
    assertEquals(List.of("Basic"), asks.detail().get("schemes"));
    assertEquals(Severity.BLOCKING, asks.judgement().severity());
    assertEquals(
        403,
        Expect.only(Cause.PROXY_DENIES, proxy(direct(), 403, FailureCode.PROXY_DENIED))
            .detail()
            .get("status"));
    Expect.only(Cause.PROXY_UNREACHABLE, proxy(direct(), 0, FailureCode.PROXY_UNREACHABLE));
    assertEquals(
        Severity.DEGRADING,
        Expect.only(
                Cause.PROXY_UNREACHABLE, proxy(web().tls(WEB, 443), 0, FailureCode.PROXY_REFUSED))
            .judgement()
            .severity());
  }
}
