package dev.zprobe.probe.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.Observation;
import dev.zprobe.plan.Plan;
import dev.zprobe.plan.PlanRequest;
import dev.zprobe.plan.Planner;
import dev.zprobe.testdata.adverse.AdversePeer;
import dev.zprobe.testdata.adverse.HttpMisbehaviour;
import dev.zprobe.testdata.adverse.Misbehaviour;
import dev.zprobe.testdata.adverse.SipMisbehaviour;
import dev.zprobe.testdata.adverse.StreamMisbehaviour;
import dev.zprobe.testdata.adverse.StunMisbehaviour;
import dev.zprobe.testdata.adverse.TlsMisbehaviour;
import dev.zprobe.traffic.TrafficObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One run against a crowd of bad peers: it ends, and each peer costs itself a failure code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class AdverseRunTest {
  private static final Duration DRIP = Duration.ofMillis(50);

  private final Map<String, Case> cases = new LinkedHashMap<>();
  private final List<AdversePeer> peers = new ArrayList<>();
  private List<Observation> seen = List.of();

  /** What is spoken to a peer, and the codes with which that may end; none for "must work". */
  record Case(Misbehaviour peer, String application, String transport, Set<String> codes) {}

  @BeforeAll
  void runAgainstAll() throws Exception {
    tls();
    http();
    datagrams();
    List<String> targets = new ArrayList<>();
    for (Map.Entry<String, Case> each : cases.entrySet()) {
      AdversePeer peer = AdversePeer.start(each.getValue().peer());
      peers.add(peer);
      targets.add(
          """
          {"id": "%s", "service": "bad", "addresses": ["127.0.0.1"], "transport": "%s",
           "ports": "%d", "application": "%s", "source": "a test"}
          """
              .formatted(
                  each.getKey(),
                  each.getValue().transport(),
                  peer.address().getPort(),
                  each.getValue().application()));
    }
    String catalog =
        "{\"schema\": \"zprobe.catalog/1\", \"targets\": [" + String.join(",", targets) + "]}";
    Plan plan =
        Planner.plan(
            CatalogReader.parse(catalog, "adverse"),
            PlanRequest.STANDARD
                .withProxy("none")
                .withCompared(
                    new PlanRequest.Compared(List.of("127.0.0.1:9"), List.of("none"), List.of())));
    seen = new CatalogRunner(line -> {}).run(plan, TrafficObserver.blind("a test"));
  }

  @AfterAll
  void stop() {
    peers.forEach(AdversePeer::close);
  }

  private void tls() {
    tls("silence", new StreamMisbehaviour.AcceptThenSilence(), "tls-timeout");
    // Whether the reset meets the connect, the write or the read is a race of microseconds.
    tls(
        "reset-at-accept",
        new StreamMisbehaviour.ResetAtAccept(),
        "tls-reset",
        "tls-closed",
        "connect-refused");
    tls("garbage", StreamMisbehaviour.Garbage.noise(), "tls-malformed");
    tls("drip", StreamMisbehaviour.EndlessDrip.ofTlsRecord(DRIP), "tls-timeout");
    tls("flood", new StreamMisbehaviour.EndlessFlood(), "tls-malformed");
    tls("reset-after-hello", new TlsMisbehaviour.ResetAfterHello(), "tls-reset");
    tls("fin-after-hello", new TlsMisbehaviour.FinAfterHello(), "tls-closed");
    tls("reset-after-server-hello", new TlsMisbehaviour.ResetAfterServerHello(), "tls-reset");
    tls("silent-after-server-hello", new TlsMisbehaviour.SilenceAfterServerHello(), "tls-timeout");
    tls("half-record", new TlsMisbehaviour.HalfRecordThenSilence(), "tls-timeout");
    tls("overlong-record", new TlsMisbehaviour.OverlongRecord(), "tls-malformed");
    tls("huge-message", new TlsMisbehaviour.HugeHandshakeMessage(), "tls-malformed");
    tls("alert", new TlsMisbehaviour.Alert(2, 40), "tls-alert", "tls-incompatible");
    tls("unknown-alert", new TlsMisbehaviour.Alert(2, 250), "tls-alert");
    tls(
        "huge-chain",
        new TlsMisbehaviour.HugeCertificateChain(200),
        "tls-malformed",
        "certificate-untrusted");
  }

  private void tls(String name, Misbehaviour peer, String... codes) {
    cases.put("tls-" + name, new Case(peer, "tls", "tcp", Set.of(codes)));
  }

  private void http() {
    http("silence", new StreamMisbehaviour.AcceptThenSilence(), "http-timeout");
    http("reset", new StreamMisbehaviour.ResetAfterFirstBytes(), "http-reset");
    http("fin", new StreamMisbehaviour.FinAfterFirstBytes(), "http-closed");
    http("garbage", StreamMisbehaviour.Garbage.noise(), "http-malformed");
    http("drip", StreamMisbehaviour.EndlessDrip.ofHttpHeader(DRIP), "http-timeout");
    http("flood", new StreamMisbehaviour.EndlessFlood(), "http-malformed");
    http("huge-header", new HttpMisbehaviour.HugeHeader(20_000_000), "http-malformed");
    http("endless-headers", new HttpMisbehaviour.EndlessHeaders(), "http-malformed");
    http("hostile-page", new HttpMisbehaviour.HostilePage(), "http-status");
  }

  private void http(String name, Misbehaviour peer, String... codes) {
    cases.put("http-" + name, new Case(peer, "http", "tcp", Set.of(codes)));
  }

  private void datagrams() {
    stun("silence", new StunMisbehaviour.Silence(), "udp-no-reply");
    stun("garbage", new StunMisbehaviour.Garbage(), "udp-malformed");
    stun("empty", new StunMisbehaviour.EmptyDatagram(), "udp-malformed");
    stun("length", new StunMisbehaviour.LengthLies(), "udp-malformed");
    stun("attribute-length", new StunMisbehaviour.AttributeLengthLies(), "udp-malformed");
    stun("transaction", new StunMisbehaviour.WrongTransaction(), "udp-malformed", "udp-no-reply");
    stun("wrong-port", new StunMisbehaviour.ReplyFromWrongPort(), "udp-malformed", "udp-no-reply");
    sip("wrong-call", new SipMisbehaviour.WrongCall(), "udp-malformed", "udp-no-reply", "");
    sip("endless", new SipMisbehaviour.EndlessHeader(), "udp-malformed");
    cases.put(
        "media-transaction",
        new Case(
            new StunMisbehaviour.WrongTransaction(),
            "zoom-media",
            "udp",
            Set.of("udp-malformed", "udp-no-reply")));
    cases.put(
        "stun-stream-length",
        new Case(
            new StunMisbehaviour.StreamLengthLies(),
            "stun",
            "tcp",
            Set.of("http-malformed", "http-timeout")));
    cases.put(
        "sip-hostile",
        new Case(new SipMisbehaviour.HostileHeaders(), "sip", "udp", Set.of("udp-malformed", "")));
  }

  private void stun(String name, Misbehaviour peer, String... codes) {
    cases.put("stun-" + name, new Case(peer, "stun", "udp", Set.of(codes)));
  }

  private void sip(String name, Misbehaviour peer, String... codes) {
    cases.put("sip-" + name, new Case(peer, "sip", "udp", Set.of(codes)));
  }

  Stream<String> names() {
    return cases.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyBadPeerHasItsFailureCode(String name) {
    List<Observation> own =
        seen.stream().filter(each -> each.target().equals(name)).collect(Collectors.toList());
    assertFalse(own.isEmpty(), "nothing was observed");
    Set<String> codes =
        own.stream()
            .map(Observation::failure)
            .flatMap(Optional::stream)
            .map(Failure::code)
            .map(code -> code.id())
            .collect(Collectors.toSet());
    Set<String> allowed = cases.get(name).codes();
    assertTrue(
        codes.isEmpty() ? allowed.contains("") : allowed.containsAll(codes),
        () -> "allowed " + allowed + ", seen " + failures(own));
  }

  @Test
  void nothingThatAPeerSaidCanDriveATerminal() {
    for (Observation each : seen) {
      String text = each.toString();
      assertEquals(-1, text.chars().filter(AdverseRunTest::isHostile).findFirst().orElse(-1), text);
    }
  }

  private static List<String> failures(List<Observation> observations) {
    return observations.stream().map(each -> each.step() + " " + each.failure()).toList();
  }

  private static boolean isHostile(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
  }
}
