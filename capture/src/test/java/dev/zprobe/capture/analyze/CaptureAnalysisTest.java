package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Diagnosis;
import dev.zprobe.diagnosis.Diagnostician;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.rule.AllRules;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureAnalysisTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String SERVER = "170.114.52.2";
  private static final byte[] OURS = TlsBytes.clientHello("us02web.zoom.us", "h2");
  private static final byte[] NEUTRAL = TlsBytes.clientHello("www.example.com", "h2");
  private static final byte[] SERVER_HELLO = TlsBytes.serverHello(true, 0x1301);

  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void anUnansweredHelloBesideAnAnsweredOneIsBlockedByName() throws IOException {
    talk(50001).open().client(NEUTRAL).server(SERVER_HELLO).server(applicationData());
    talk(50002)
        .open()
        .client(OURS)
        .again(Duration.ofSeconds(1), OURS)
        .again(Duration.ofSeconds(2), OURS);
    Finding finding = only(diagnose());
    assertEquals(Cause.SNI_BLOCKED, finding.cause());
    assertEquals(List.of("us02web.zoom.us"), finding.scope().names());
    assertEquals("ClientHello", finding.progress().lastSeen());
    assertEquals("ServerHello", finding.progress().missing());
  }

  @Test
  void answeredHellosAreNoFinding() throws IOException {
    talk(50001).open().client(NEUTRAL).server(SERVER_HELLO).server(applicationData());
    talk(50002).open().client(OURS).server(SERVER_HELLO).server(applicationData());
    assertTrue(diagnose().findings().isEmpty());
  }

  @Test
  void aSynThatTheCaptureCutsOffIsNotCalledUnanswered() throws IOException {
    talk(50001).syn();
    try (CaptureAnalysis analysis = analyse()) {
      assertEquals(0, analysis.table().failed());
      assertTrue(analysis.observations().all().isEmpty());
    }
  }

  @Test
  void theListingIsOneLineForTheCaptureAndOneForEachFlowInOrder() throws IOException {
    talk(50001).open().client(OURS).serverResets();
    recording.add(
        Packet.between(CLIENT, "203.0.113.9")
            .udp(40000, 40001, "hello".getBytes(StandardCharsets.US_ASCII)));
    List<JsonNode> lines = listing();
    assertEquals(3, lines.size());
    assertEquals(recording.frames(), lines.get(0).path("frames").asInt());
    assertEquals(2, lines.get(0).path("flows").asInt());
    JsonNode tls = lines.get(1);
    assertEquals("us02web.zoom.us", tls.path("tls").path("sni").asText());
    assertEquals("ServerHello", tls.path("handshake").path("missing").asText());
    assertEquals("b rst", tls.path("handshake").path("endedBy").asText());
    assertEquals("[\"sni\",\"range\"]", tls.path("zoom").toString());
    assertEquals("udp", lines.get(2).path("transport").asText());
    assertFalse(lines.get(2).has("handshake"), "nothing is claimed of unknown datagrams");
  }

  @Test
  void aClientThatLeavesBeforeItsServerSaysSomethingWasNotRefused() throws IOException {
    talk(50001).open().client(OURS).clientCloses().server(SERVER_HELLO).server(applicationData());
    recording.after(Duration.ofSeconds(5)).add(later());
    try (CaptureAnalysis analysis = analyse()) {
      assertEquals(0, analysis.table().failed());
    }
    assertTrue(diagnose().findings().isEmpty());
  }

  @Test
  void aClientThatRefusesWhatItGotIsNotTheServersError() throws IOException {
    byte[] alert = TlsBytes.record(23, new byte[19]);
    talk(50001).open().client(OURS).server(SERVER_HELLO).server(applicationData()).client(alert);
    recording.after(Duration.ofSeconds(5)).add(later());
    Diagnosis diagnosis = diagnose();
    assertTrue(diagnosis.findings().isEmpty(), () -> diagnosis.findings().toString());
    assertEquals(Diagnosis.Status.INCONCLUSIVE, diagnosis.verdict().status());
    // Another connection to the same place shows that it had its reasons.
    talk(50002).open().client(OURS).server(SERVER_HELLO).server(applicationData());
    recording.add(later());
    assertTrue(diagnose().findings().isEmpty());
  }

  @Test
  void framesThatAreCapturedTwiceAreNotSentAgain() throws IOException {
    TcpTalk talk = talk(50001).open().client(OURS).again(Duration.ofNanos(60_000), OURS);
    recording.after(Duration.ofSeconds(5)).add(later());
    assertTrue(diagnose().findings().isEmpty());
    talk.again(Duration.ofNanos(60_000), OURS);
    recording.after(Duration.ofSeconds(5)).add(later());
    assertFalse(diagnose().findings().isEmpty());
  }

  @Test
  void aSynThatIsCapturedTwiceIsNotAskedTwice() throws IOException {
    talk(50001).syn();
    recording.after(Duration.ofNanos(60_000));
    talk(50001).syn();
    try (CaptureAnalysis analysis = analyse()) {
      assertEquals(0, analysis.table().failed());
    }
    recording.after(Duration.ofMillis(500));
    talk(50001).syn();
    try (CaptureAnalysis analysis = analyse()) {
      assertEquals(1, analysis.table().failed());
    }
  }

  @Test
  void aServerThatClosesLongAfterItsClientLeftWasNotWaitedFor() throws IOException {
    TcpTalk talk = talk(50001).open().client(OURS).clientCloses().server(SERVER_HELLO);
    recording.after(Duration.ofSeconds(2));
    talk.serverResets();
    recording.after(Duration.ofSeconds(5)).add(later());
    assertTrue(diagnose().findings().isEmpty(), () -> "left by the client");
  }

  private static byte[] later() {
    return Packet.between(CLIENT, "203.0.113.7").udp(40000, 40001, new byte[8]);
  }

  @Test
  void whatIsTriedAtThePeersAddressesIsNoFailureButAtTheServiceItIs() throws IOException {
    talk(50001).open().client(OURS).server(SERVER_HELLO).server(applicationData());
    checks("203.0.113.9", 50036);
    assertTrue(diagnose().findings().isEmpty());
    checks(SERVER, 8801);
    Finding finding = only(diagnose());
    assertEquals(Cause.PORT_DROPPED, finding.cause());
    assertEquals(
        List.of(SERVER),
        finding.scope().addresses().stream().map(each -> each.getHostAddress()).toList());
  }

  @Test
  void silenceWhereTheCatalogPromisesNothingIsNoFailedHandshake() throws IOException {
    checks("162.255.37.14", 3478);
    try (CaptureAnalysis analysis = analyse()) {
      assertEquals(0, analysis.table().failed());
    }
    checks(SERVER, 8801);
    try (CaptureAnalysis analysis = analyse()) {
      assertEquals(1, analysis.table().failed());
    }
  }

  /** Connectivity checks (RFC 8445), with USERNAME and PRIORITY, which nobody answers. */
  private void checks(String address, int port) {
    String check =
        "000100142112a442"
            + "0102030405060708090a0b0c"
            + "0006000561623a6364000000"
            + "0024000400000001";
    byte[] bytes = HexFormat.of().parseHex(check);
    for (int i = 0; i < 4; i++) {
      recording.after(Duration.ofMillis(500));
      recording.add(Packet.between(CLIENT, address).udp(40001, port, bytes));
    }
    recording.after(Duration.ofSeconds(4));
    recording.add(later());
  }

  @Test
  void aCutFileIsReadUpToTheCut() throws IOException {
    talk(50001).open().client(OURS).serverResets();
    byte[] whole = recording.bytes();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 3);
    try (CaptureAnalysis analysis = fresh()) {
      analysis.read(CaptureFiles.of(new ByteArrayInputStream(cut)));
      assertEquals(recording.frames() - 1, analysis.totals().packets());
      assertEquals(recording.frames(), analysis.damage().orElseThrow().atFrame());
    }
  }

  private TcpTalk talk(int port) {
    return TcpTalk.in(recording, CLIENT, port, SERVER, 443);
  }

  private static byte[] applicationData() {
    return TlsBytes.record(23, new byte[64]);
  }

  private static CaptureAnalysis fresh() throws IOException {
    return CaptureAnalysis.of(AnalysisRequest.of(CatalogReader.builtIn()).listingFlows());
  }

  private CaptureAnalysis analyse() throws IOException {
    CaptureAnalysis analysis = fresh();
    analysis.read(CaptureFiles.of(new ByteArrayInputStream(recording.bytes())));
    return analysis;
  }

  private Diagnosis diagnose() throws IOException {
    try (CaptureAnalysis analysis = analyse()) {
      return new Diagnostician(AllRules.list()).diagnose(analysis.observations());
    }
  }

  private static Finding only(Diagnosis diagnosis) {
    assertEquals(1, diagnosis.findings().size(), () -> diagnosis.findings().toString());
    return diagnosis.findings().get(0).finding();
  }

  private List<JsonNode> listing() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CaptureAnalysis analysis = analyse()) {
      analysis.writeFlows("test.pcap", out);
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
