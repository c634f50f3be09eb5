package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DTLS and QUIC: handshakes of TLS that datagrams carry. */
class SecuredDatagramsTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String MEDIA = "144.195.10.20";
  private static final String WEB = "170.114.52.2";

  /** DTLS 1.2, as OpenSSL sends them. */
  private static final byte[] DTLS_HELLO =
      hex(
          "16feff000000000000000000c0010000b400000000000000b4fefdf9644cb45401e503656449381d9b6d7a7b"
              + "8443fce5bc10fc691a0b1f355b500800000038c02cc030009fcca9cca8ccaac02bc02f009ec024c028006b"
              + "c023c0270067c00ac0140039c009c0130033009d009c003d003c0035002f00ff01000052000b0004030001"
              + "02000a000c000a001d0017001e00190018002300000016000000170000000d002a00280403050306030807"
              + "08080809080a080b080408050806040105010601030303010302040205020602");

  private static final byte[] DTLS_SERVER_HELLO =
      hex(
          "16fefd000000000000000000490200003d000000000000003dfefdfff833f691351d2363cc8d18954b440205"
              + "0c0a2f19b860beca97cac05b7d469d00c030000015ff01000100000b000403000102002300000017"
              + "0000");

  private static final byte[] DTLS_ALERT = hex("15fefd000000000000000000020228");

  /** Initial packets (RFC 9001 section 5.2): a small hello that names zoom.us, and error 0x178. */
  private static final byte[] QUIC_HELLO =
      hex(
          "c50000000108000102030405060708434c4e545343494400405fd08a753e1c76e7433f706b03301ba788a4ff"
              + "939054ad37144a57509891b3cd7a03d059edfea9ad8b9c8a85d28c65f78c0d23b05796c48228a541f19d99"
              + "38826d8e051971d0ed308583b258b70094d53a49f73fc9f603dd34ef14f3c91b30f6");

  private static final byte[] QUIC_CLOSE =
      hex(
          "cc0000000108434c4e545343494408535256525343494400402deabc47b29d296f93d9c825d03c3b6a82ca21"
              + "017a54e916c6229060455dcc5c3ead129fa05a7f14ecc353f26ddd");

  private static final byte[] QUIC_RETRY =
      hex("f00000000108434c4e54534349440853525652534349447474747474747474" + "49".repeat(16));

  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void dtlsThatNobodyAnswersIsDropped() throws IOException {
    asks(MEDIA, 8801, DTLS_HELLO, 4);
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.PORT_DROPPED, finding.cause());
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
  }

  @Test
  void dtlsThatIsRefusedIsRefusedInItsOwnWords() throws IOException {
    asks(MEDIA, 8801, DTLS_HELLO, 1);
    answers(MEDIA, 8801, DTLS_ALERT);
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.TLS_INCOMPATIBLE, finding.cause());
    assertEquals("handshake_failure", finding.detail().get("alert"));
    assertTrue(finding.account().summary().startsWith("UDP 8801 to"));
  }

  @Test
  void dtlsThatStallsAfterAnAnswerIsNobodysFaultForCertain() throws IOException {
    asks(MEDIA, 8801, DTLS_HELLO, 1);
    answers(MEDIA, 8801, DTLS_SERVER_HELLO);
    asks(MEDIA, 8801, DTLS_HELLO, 4);
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.TLS_RESET, finding.cause());
    assertEquals("ServerHello", finding.progress().lastSeen());
    assertEquals(Blame.UNKNOWN, finding.judgement().blame());
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
  }

  @Test
  void quicIsWhatClientsCanDoWithout() throws IOException {
    asks(WEB, 443, QUIC_HELLO, 4);
    TcpTalk.in(recording, CLIENT, 50001, WEB, 443)
        .open()
        .client(TlsBytes.clientHello("zoom.us", "h2"))
        .server(TlsBytes.serverHello(true, 0x1301));
    Diagnosis diagnosis = Judged.diagnosis(recording);
    assertEquals(Status.DEGRADED, diagnosis.verdict().status());
    assertEquals(Severity.DEGRADING, only(diagnosis).judgement().severity());
    assertEquals(List.of("zoom.us"), only(diagnosis).scope().names());
  }

  @Test
  void quicThatStallsAfterRetryIsNotHealthy() throws IOException {
    asks(WEB, 443, QUIC_HELLO, 1);
    answers(WEB, 443, QUIC_RETRY);
    asks(WEB, 443, QUIC_HELLO, 4);
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals("Retry", finding.progress().lastSeen());
    assertEquals("ServerHello", finding.progress().missing());
  }

  @Test
  void quicThatIsClosedWithAnErrorOfTlsIsRefused() throws IOException {
    asks(WEB, 443, QUIC_HELLO, 1);
    answers(WEB, 443, QUIC_CLOSE);
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.TLS_INCOMPATIBLE, finding.cause());
    assertEquals("no_application_protocol", finding.detail().get("alert"));
  }

  @Test
  void whatACaptureDoesNotShowNoLongerRunDecides() throws IOException {
    asks(MEDIA, 8801, new byte[] {(byte) 0xaa, 1, 2, 3, 4, 5, 6, 7}, 4);
    String summary = Judged.diagnosis(recording).verdict().summary();
    assertTrue(summary.contains("a capture of a whole handshake"), summary);
  }

  private void asks(String server, int port, byte[] datagram, int times) {
    for (int i = 0; i < times; i++) {
      recording.add(Packet.between(CLIENT, server).udp(40000, port, datagram));
      recording.after(Duration.ofSeconds(1 + i));
    }
    recording.add(Packet.between(CLIENT, "203.0.113.7").udp(40001, 40001, new byte[8]));
  }

  private void answers(String server, int port, byte[] datagram) {
    recording.add(Packet.between(server, CLIENT).ttl(57).udp(port, 40000, datagram));
    recording.after(Duration.ofSeconds(1));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static Finding only(Diagnosis diagnosis) {
    assertEquals(1, diagnosis.findings().size(), diagnosis.verdict().summary());
    return diagnosis.findings().get(0).finding();
  }
}
