package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.cli.command.RealPipeline;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the results of analyze say agrees: bundle with capture, terminal with report. */
class AnalyzeResultsTest {
  private static final byte[] HELLO = TlsBytes.clientHello("us02web.zoom.us", "h2");

  @TempDir private Path place;
  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
  private final Captured zprobe = new Captured();

  @Test
  void theBundlesFramesAreThoseOfItsOwnCapture() throws IOException {
    TcpTalk other = TcpTalk.in(recording, "192.168.1.10", 50001, "198.51.100.9", 443);
    other.open().client(TlsBytes.clientHello("other.example", "h2"));
    other.server(TlsBytes.serverHello(true, 0x1301)).server(TlsBytes.record(23, new byte[64]));
    talk(50002).open().client(HELLO).serverResets();
    Path bundle = place.resolve("bundle");
    Path whole = place.resolve("whole.json");
    assertEquals(1, analyze("--out", bundle.toString(), "--report", whole.toString()));
    JsonNode report = read(Files.readString(bundle.resolve("report.json")));
    long frames = frames(bundle.resolve("capture.pcapng"));
    assertEquals(frames, report.at("/capture/frames").asLong());
    assertTrue(frames < recording.frames());
    for (JsonNode finding : report.path("findings")) {
      for (JsonNode statement : finding.path("evidence")) {
        statement
            .path("frames")
            .forEach(each -> assertTrue(each.asLong() <= frames, statement::toString));
      }
    }
    JsonNode original = read(Files.readString(whole));
    assertEquals("one.pcap", original.at("/capture/file").asText());
    assertEquals(recording.frames(), original.at("/capture/frames").asInt());
    String request = original.at("/repairPlan/changeRequest/text").asText();
    assertTrue(request.contains(" of one.pcap"), request);
    String bundled = report.at("/repairPlan/changeRequest/text").asText();
    assertTrue(bundled.contains(" of capture.pcapng"), bundled);
    assertFalse(bundled.contains("frames " + recording.frames()), bundled);
    ReportSchema.accepts(report.toString());
    ReportSchema.accepts(original.toString());
  }

  @Test
  void aBundleWithoutACaptureSaysSo() throws IOException {
    works(50001);
    Path bundle = place.resolve("bundle");
    assertEquals(0, analyze("--out", bundle.toString()), zprobe::text);
    JsonNode capture = read(Files.readString(bundle.resolve("report.json"))).path("capture");
    assertFalse(Files.exists(bundle.resolve("capture.pcapng")));
    assertFalse(capture.path("live").asBoolean(), capture::toString);
    assertTrue(capture.path("reason").asText().contains("one.pcap"), capture::toString);
  }

  @Test
  void aLadderIsPartOfTheReportForMachines() throws IOException {
    talk(50002).open().client(HELLO).serverResets();
    assertEquals(1, analyze("--flow", "1", "--json"), zprobe::text);
    JsonNode report = read(zprobe.out());
    assertEquals(recording.frames(), report.at("/ladder/frames").size());
    ReportSchema.accepts(zprobe.out());
  }

  @ParameterizedTest
  @CsvSource({
    "--flows - --flow 1",
    "--flows - --json",
    "--flows - --report -",
    "--flow 0",
    "--flow -1"
  })
  void whatCannotBeDoneIsAMatterOfUsage(String options) throws IOException {
    talk(50002).open();
    assertEquals(2, analyze(options.split(" ")), zprobe::text);
    assertEquals(1, zprobe.err().size(), zprobe::text);
    assertEquals("", zprobe.out());
  }

  @ParameterizedTest
  @CsvSource({"--keys", "--trust", "--catalog"})
  void aFileOfAnotherKindIsAMatterOfUsage(String option) throws IOException {
    talk(50002).open();
    Path notes = Files.writeString(place.resolve("notes.txt"), "hello\n");
    assertEquals(2, analyze(option, notes.toString()), zprobe::text);
    assertEquals(1, zprobe.err().size(), zprobe::text);
    assertTrue(zprobe.err().get(0).contains("notes.txt"), zprobe::text);
  }

  @Test
  void anEmptyNameIsNotTheWorkingDirectory() {
    assertEquals(2, zprobe.run(new RealPipeline(), "analyze", ""), zprobe::text);
    assertEquals(1, zprobe.err().size(), zprobe::text);
  }

  @Test
  void aHelloThatWasAcknowledgedDidNotDieOnItsWay() throws IOException {
    TcpTalk silent = TcpTalk.in(recording, "192.168.1.10", 50002, "170.114.52.3", 443);
    silent.open().client(HELLO).serverAcknowledges();
    recording.after(Duration.ofSeconds(20));
    works(50004);
    assertEquals(1, analyze("--json"), zprobe::text);
    JsonNode report = read(zprobe.out());
    assertEquals("server-silent", report.at("/findings/0/cause").asText(), zprobe::text);
  }

  @Test
  void aStepLastsAsLongAsItTookAndUnknownTimesAreLeftOut() throws IOException {
    TcpTalk talk = works(50001);
    for (int i = 0; i < 4; i++) {
      recording.after(Duration.ofSeconds(5));
      talk.client(TlsBytes.record(23, new byte[20])).serverAcknowledges();
    }
    assertEquals(0, analyze("--json"), zprobe::text);
    JsonNode report = read(zprobe.out());
    for (JsonNode step : report.path("observations")) {
      assertTrue(step.path("elapsedMs").asDouble() < 5_000, step::toString);
      long untimed = 0;
      for (JsonNode frame : step.at("/flow/frames")) {
        untimed += frame.has("afterMs") && frame.path("afterMs").asDouble() == 0 ? 1 : 0;
      }
      assertTrue(untimed <= 1, step::toString);
    }
  }

  @Test
  void handshakesThatTheCaptureCutsOffAreCountedAsSuch() throws IOException {
    talk(50002).open().client(HELLO);
    assertEquals(0, analyze(), zprobe::text);
    assertTrue(
        zprobe.out().contains("0 handshakes complete, 0 not, 1 not to be told"), zprobe::text);
  }

  private TcpTalk works(int port) {
    byte[] data = TlsBytes.record(23, new byte[64]);
    return talk(port).open().client(HELLO).server(TlsBytes.serverHello(true, 0x1301)).server(data);
  }

  private TcpTalk talk(int port) {
    return TcpTalk.in(recording, "192.168.1.10", port, "170.114.52.2", 443);
  }

  private int analyze(String... more) throws IOException {
    String capture = recording.write(place.resolve("one.pcap")).toString();
    String[] arguments = new String[more.length + 2];
    arguments[0] = "analyze";
    arguments[1] = capture;
    System.arraycopy(more, 0, arguments, 2, more.length);
    return zprobe.run(new RealPipeline(), arguments);
  }

  private static JsonNode read(String json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  private static long frames(Path capture) throws IOException {
    AtomicLong last = new AtomicLong();
    try (PacketSource source = CaptureFiles.of(List.of(capture))) {
      source.deliver(frame -> last.set(frame.number()));
    }
    return last.get();
  }
}
