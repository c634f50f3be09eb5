package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TcpConnect;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.Segment;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Handshakes that hang: who went on waiting for whom, and what of it the frames show. */
class StalledHandshakesTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String SERVER = "170.114.52.2";
  private static final byte[] HELLO = TlsBytes.clientHello("us02web.zoom.us", "h2");
  private static final byte[] SERVER_HELLO = TlsBytes.serverHello(false, 0xc02f);
  private static final byte[] FINISHED = TlsBytes.record(22, new byte[40]);

  /** RFC 8446 section 4.1.3: a ServerHello with this random asks for another hello. */
  private static final byte[] RETRY_RANDOM =
      HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void aHelloThatIsAcknowledgedAndNeverAnsweredLeavesTheServerSilent() throws IOException {
    talk().open().client(HELLO).serverAcknowledges();
    recording.after(Duration.ofSeconds(10)).add(later());
    Finding finding = first(diagnose());
    assertEquals(Cause.SERVER_SILENT, finding.cause());
    assertEquals(Blame.SERVICE, finding.judgement().blame());
  }

  @Test
  void anIcmpErrorThatAnswersEveryHelloIsAFailure() throws IOException {
    TcpTalk talk = talk().open();
    for (int i = 0; i < 3; i++) {
      if (i == 0) {
        talk.client(HELLO);
      } else {
        talk.again(Duration.ofSeconds(i), HELLO);
      }
      byte[] hello =
          Packet.between(CLIENT, SERVER)
              .tcp(Segment.between(50001, 443).flags("PA").numbers(1_001, 900_001).payload(HELLO));
      recording.add(Packet.between("192.168.1.1", CLIENT).icmp(3, 13, 0, Packet.quote(hello, 100)));
    }
    Finding finding = first(diagnose());
    assertEquals(Cause.TLS_RESET, finding.cause());
    assertEquals(Blame.NETWORK, finding.judgement().blame());
  }

  @Test
  void anAnswerOfWhichOnlyTheEndShowsAfterTheClientGaveUpWasLost() throws IOException {
    talk().open().client(HELLO).serverAcknowledges();
    recording.after(Duration.ofSeconds(6));
    long next = 1_001L + HELLO.length;
    recording.add(
        Packet.between(CLIENT, SERVER)
            .tcp(Segment.between(50001, 443).flags("FA").numbers(next, 900_001)));
    recording.add(
        Packet.between(SERVER, CLIENT)
            .ttl(57)
            .tcp(Segment.between(443, 50001).flags("A").numbers(901_400, next + 1)));
    Finding finding = first(diagnose());
    assertEquals(Cause.MTU_BLACK_HOLE, finding.cause());
    assertEquals(Blame.NETWORK, finding.judgement().blame());
  }

  @Test
  void whatIsRepeatedAfterTheServersLastWordIsDroppedOnTheWay() throws IOException {
    TcpTalk talk = talk().open().client(HELLO).server(SERVER_HELLO).client(FINISHED);
    talk.again(Duration.ofSeconds(1), FINISHED).again(Duration.ofSeconds(2), FINISHED);
    Finding finding = first(diagnose());
    assertEquals(Cause.TLS_RESET, finding.cause());
    assertEquals("ServerHello", finding.progress().lastSeen());
    assertEquals(Blame.NETWORK, finding.judgement().blame());
  }

  @Test
  void whatIsAcknowledgedAfterTheServersLastWordIsNotDropped() throws IOException {
    talk().open().client(HELLO).server(SERVER_HELLO).client(FINISHED).serverAcknowledges();
    recording.after(Duration.ofSeconds(10)).add(later());
    assertEquals(Cause.SERVER_PROTOCOL_ERROR, first(diagnose()).cause());
  }

  @Test
  void aStatusLineInThePlaceOfAServerHelloIsNotTls() throws IOException {
    byte[] page = ascii("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    talk().open().client(HELLO).server(page);
    Finding finding = first(diagnose());
    assertEquals(Cause.SERVER_PROTOCOL_ERROR, finding.cause());
    assertTrue(finding.account().summary().contains("403"), finding.account().summary());
  }

  @Test
  void aProxyThatRefusesToConnectIsToBlameUnlessItDoesSoInTheEnd() throws IOException {
    byte[] asked = ascii("CONNECT us02web.zoom.us:443 HTTP/1.1\r\nHost: us02web.zoom.us\r\n\r\n");
    String challenge = "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\n";
    TcpTalk talk = TcpTalk.in(recording, CLIENT, 50001, "192.168.1.9", 3128).open();
    talk.client(asked).server(ascii(challenge + "Content-Length: 0\r\n\r\n"));
    Finding finding = first(diagnose());
    assertEquals(Cause.PROXY_AUTH_REQUIRED, finding.cause());
    assertEquals(Severity.BLOCKING, finding.judgement().severity());
    assertTrue(finding.account().summary().contains("basic"), finding.account().summary());
    talk.client(asked).server(ascii("HTTP/1.1 200 X\r\n\r\n"));
    assertTrue(diagnose().isEmpty());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aSynAckThatIsNeverAcknowledgedIsNoConnection() throws IOException {
    synAcks(58);
    assertEquals(Cause.PORT_DROPPED, first(diagnose()).cause());
  }

  @Test
  void aSynAckThatGotToTheClientIsStoppedThere() throws IOException {
    synAcks(64);
    Finding finding = first(diagnose());
    assertEquals(Cause.HOST_FIREWALL, finding.cause());
    // Beside the client it would look the same.
    assertEquals(Confidence.LIKELY, finding.judgement().confidence());
  }

  @Test
  void aPortWhoseSynAckNobodyTakesAnswersAllTheSame() throws IOException {
    recording.add(syn(58));
    for (int i = 0; i < 3; i++) {
      recording.add(synAck(64)).after(Duration.ofSeconds(1));
    }
    try (CaptureAnalysis analysis = Judged.analysis(recording)) {
      assertTrue(analysis.observations().each(TcpConnect.class).anyMatch(Observation::worked));
    }
  }

  @Test
  void datagramsThatAreRepeatedForLongAreUnansweredEvenAtTheEnd() throws IOException {
    for (int i = 0; i < 3; i++) {
      byte[] request = new byte[20];
      System.arraycopy(new byte[] {0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42}, 0, request, 0, 8);
      recording.add(Packet.between(CLIENT, SERVER).udp(40000, 3478, request));
      recording.after(Duration.ofSeconds(2));
    }
    assertEquals(Cause.PORT_DROPPED, first(diagnose()).cause());
  }

  @Test
  void whatDiesAfterHelloRetryRequestHasHadNoServerHello() throws IOException {
    talk().open().client(HELLO).server(helloRetryRequest()).client(HELLO).serverResets();
    Finding finding = first(diagnose());
    assertEquals(Cause.TLS_RESET, finding.cause());
    assertEquals("HelloRetryRequest", finding.detail().get("after"));
    assertEquals("ServerHello", finding.progress().missing());
  }

  @Test
  void aServerThatInTheEndClosesWhatItsClientLeavesIsNotToBlame() throws IOException {
    byte[] retry = helloRetryRequest();
    talk().open().client(HELLO).server(retry);
    recording.after(Duration.ofSeconds(10));
    recording.add(
        Packet.between(SERVER, CLIENT)
            .ttl(57)
            .tcp(
                Segment.between(443, 50001)
                    .flags("FA")
                    .numbers(900_001L + retry.length, 1_001L + HELLO.length)));
    assertEquals(List.of(), diagnose());
  }

  @Test
  void anAddressGoesByTheNameThatItWasGivenFor() throws IOException {
    recording.add(Packet.between(CLIENT, "192.168.1.1").udp(40001, 53, lookup(false)));
    recording.add(Packet.between("192.168.1.1", CLIENT).udp(53, 40001, lookup(true)));
    for (int i = 0; i < 3; i++) {
      recording.add(
          Packet.between("2001:db8::5", "2407:30c0:182::aa72:3402")
              .tcp(Segment.between(50002, 443).flags("S").numbers(1_000, 0)));
      recording.after(Duration.ofSeconds(1 + i));
    }
    talk().open().client(HELLO).server(SERVER_HELLO).client(FINISHED);
    Finding finding = first(diagnose());
    assertEquals(Cause.IPV6_BROKEN, finding.cause());
    assertEquals(Severity.DEGRADING, finding.judgement().severity());
    assertEquals(List.of("us02web.zoom.us"), finding.scope().names());
  }

  private static byte[] helloRetryRequest() {
    byte[] retry = TlsBytes.serverHello(true, 0x1301);
    System.arraycopy(RETRY_RANDOM, 0, retry, 11, RETRY_RANDOM.length);
    return retry;
  }

  /** For the IPv6 address of us02web.zoom.us. */
  private static byte[] lookup(boolean answer) {
    String question = "07" + hex("us02web") + "04" + hex("zoom") + "02" + hex("us") + "00001c0001";
    String record = "c00c001c00010000003c0010" + "240730c00182000000000000aa723402";
    String head = answer ? "abcd81800001000100000000" : "abcd01000001000000000000";
    return HexFormat.of().parseHex(head + question + (answer ? record : ""));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(ascii(text));
  }

  /** Taken where the client's packets have that hop count, and the server's 64 or 57. */
  private void synAcks(int clientTtl) {
    for (int i = 0; i < 3; i++) {
      recording.add(syn(clientTtl)).add(synAck(clientTtl == 64 ? 57 : 64));
      recording.after(Duration.ofSeconds(1 + i));
    }
  }

  private static byte[] syn(int ttl) {
    return Packet.between(CLIENT, SERVER)
        .ttl(ttl)
        .tcp(Segment.between(50001, 443).flags("S").numbers(1_000, 0));
  }

  private static byte[] synAck(int ttl) {
    return Packet.between(SERVER, CLIENT)
        .ttl(ttl)
        .tcp(Segment.between(443, 50001).flags("SA").numbers(900_000, 1_001));
  }

  private static byte[] later() {
    return Packet.between(CLIENT, "203.0.113.7").udp(40000, 40001, new byte[8]);
  }

  private TcpTalk talk() {
    return TcpTalk.in(recording, CLIENT, 50001, SERVER, 443);
  }

  private List<Finding> diagnose() throws IOException {
    return Judged.diagnosis(recording).findings().stream().map(Diagnosis.Filed::finding).toList();
  }

  private static Finding first(List<Finding> findings) {
    assertTrue(!findings.isEmpty(), "nothing was found");
    return findings.get(0);
  }
}
