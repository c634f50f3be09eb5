package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnosis.Status;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import dev.zprobe.wire.NtpStamp;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.OctetsWriter;
import dev.zprobe.wire.SocksMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who stands between a client and the service, or tells it the time. */
class ThirdPartiesTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String PROXY = "192.168.1.9";
  private static final String NAME = "us02web.zoom.us";
  private static final byte[] CONNECT =
      ascii("CONNECT us02web.zoom.us:443 HTTP/1.1\r\nHost: us02web.zoom.us\r\n\r\n");
  private static final byte[] HELLO = TlsBytes.clientHello(NAME, "h2");

  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void aProxyThatNeverAnswersIsUnreachable() throws IOException {
    proxy(3128).client(CONNECT).serverAcknowledges();
    recording.after(Duration.ofSeconds(10)).add(later());
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.PROXY_UNREACHABLE, finding.cause());
    assertEquals(Blame.PROXY, finding.judgement().blame());
    assertEquals("CONNECT", finding.progress().lastSeen());
  }

  @Test
  void aProxyThatResetsInPlaceOfAnAnswerIsUnreachable() throws IOException {
    proxy(3128).client(CONNECT).serverResets();
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.PROXY_UNREACHABLE, finding.cause());
    assertEquals(Confidence.CONFIRMED, finding.judgement().confidence());
  }

  @Test
  void aSocksProxyThatRefusesDenies() throws IOException {
    TcpTalk talk = proxy(1080).client(SocksMessage.offer(SocksMessage.METHOD_NONE).toArray());
    talk.server(new byte[] {5, 0}).client(SocksMessage.connect(NAME, 443).toArray());
    talk.server(new byte[] {5, 2, 0, 1, 0, 0, 0, 0, 0, 0});
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.PROXY_DENIES, finding.cause());
    assertEquals(2, finding.detail().get("status"));
    assertTrue(finding.scope().names().contains(NAME), finding.scope().toString());
  }

  @Test
  void aSocksProxyThatOpensIsHealthy() throws IOException {
    TcpTalk talk = proxy(1080).client(SocksMessage.offer(SocksMessage.METHOD_NONE).toArray());
    talk.server(new byte[] {5, 0}).client(SocksMessage.connect(NAME, 443).toArray());
    talk.server(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
    assertEquals(List.of(), findings(Judged.diagnosis(recording)));
  }

  @Test
  void whatAProxySaidBeforeTheHelloIsNoPartOfAnAnswerToIt() throws IOException {
    TcpTalk talk = proxy(3128).client(CONNECT).server(ascii("HTTP/1.1 200 OK\r\n\r\n"));
    talk.client(HELLO).serverAcknowledges();
    recording.after(Duration.ofSeconds(10)).add(later());
    // Another server, farther away than the proxy, is no measure of it.
    TcpTalk.in(recording, CLIENT, 50002, "170.114.45.6", 443)
        .serverTtl(50)
        .open()
        .client(TlsBytes.clientHello("us04web.zoom.us", "h2"))
        .server(TlsBytes.serverHello(false, 0xc02f));
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.SERVER_SILENT, finding.cause());
    // Only that the proxy has got it is known.
    assertEquals(Confidence.POSSIBLE, finding.judgement().confidence());
  }

  @Test
  void aRedirectedCheckIsAPortal() throws IOException {
    check("HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n");
    Finding finding = only(Judged.diagnosis(recording));
    assertEquals(Cause.CAPTIVE_PORTAL, finding.cause());
    assertEquals("http://portal.example/login", finding.detail().get("location"));
  }

  @Test
  void aCheckThatIsAnsweredAsItShouldBeOrRefusedShowsNoPortal() throws IOException {
    check("HTTP/1.1 503 Unavailable\r\n");
    assertEquals(List.of(), findings(Judged.diagnosis(recording)));
    check("HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\n");
    check("HTTP/1.1 204 No Content\r\n");
    assertEquals(List.of(), findings(Judged.diagnosis(recording)));
  }

  @Test
  void serversThatAgreeAgainstTheClientsClockShowItSkewed() throws IOException {
    ask("192.0.2.1", Duration.ofHours(2), true);
    ask("198.51.100.1", Duration.ofHours(2), true);
    Diagnosis diagnosis = Judged.diagnosis(recording);
    Finding finding = only(diagnosis);
    assertEquals(Cause.CLOCK_SKEWED, finding.cause());
    assertEquals(7_199_999L, finding.detail().get("offsetMs"));
    assertEquals(Status.DEGRADED, diagnosis.verdict().status());
  }

  @Test
  void aRightClockSaysNothingOfTheService() throws IOException {
    ask("192.0.2.1", Duration.ZERO, true);
    Diagnosis diagnosis = Judged.diagnosis(recording);
    assertEquals(List.of(), findings(diagnosis));
    assertEquals(Status.INCONCLUSIVE, diagnosis.verdict().status());
  }

  @Test
  void theClockOfACaptureElsewhereIsNotTheClients() throws IOException {
    ask("192.0.2.1", Duration.ofHours(2), false);
    ask("198.51.100.1", Duration.ofHours(2), false);
    assertEquals(List.of(), findings(Judged.diagnosis(recording)));
  }

  private TcpTalk proxy(int port) {
    return TcpTalk.in(recording, CLIENT, 50001, PROXY, port).serverTtl(64).open();
  }

  private void check(String answer) {
    TcpTalk.in(recording, CLIENT, 50003 + recording.frames(), "142.250.74.3", 80)
        .open()
        .client(ascii("GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n"))
        .server(ascii(answer + "Content-Length: 0\r\n\r\n"))
        .close();
  }

  /**
   * A client asks for the time.
   *
   * @param offset of the server from the clock of the frames
   * @param same whether the client's clock is that of the frames, else it is the server's
   */
  private void ask(String server, Duration offset, boolean same) {
    Instant now = recording.now();
    long cookie = NtpStamp.of(same ? now : now.plus(offset));
    long there = NtpStamp.of(now.plus(offset));
    byte[] request = new OctetsWriter().uint8(0x23).zeros(39).uint64(cookie).done().toArray();
    Octets answer =
        new OctetsWriter()
            .uint8(0x24)
            .uint8(2)
            .zeros(22)
            .uint64(cookie)
            .uint64(there)
            .uint64(there)
            .done();
    recording.add(Packet.between(CLIENT, server).udp(40123, 123, request));
    recording.after(Duration.ofMillis(1));
    recording.add(Packet.between(server, CLIENT).ttl(57).udp(123, 40123, answer.toArray()));
  }

  private static byte[] later() {
    return Packet.between(CLIENT, "203.0.113.7").udp(40000, 40001, new byte[8]);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Finding only(Diagnosis diagnosis) {
    List<Finding> findings =
        diagnosis.findings().stream()
            .filter(each -> each.explainedBy().isEmpty())
            .map(Diagnosis.Filed::finding)
            .toList();
    assertEquals(1, findings.size(), findings.toString());
    return findings.get(0);
  }

  private static List<Cause> findings(Diagnosis diagnosis) {
    return diagnosis.findings().stream().map(each -> each.finding().cause()).toList();
  }
}
