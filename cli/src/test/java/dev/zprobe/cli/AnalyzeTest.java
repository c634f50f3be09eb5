package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.cli.command.RealPipeline;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeTest {
  private static final byte[] HELLO = TlsBytes.clientHello("us02web.zoom.us", "h2");

  @TempDir Path directory;
  private Recording recording;
  private final Captured console = new Captured();

  @BeforeEach
  void begin() {
    recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
  }

  @Test
  void aResetHelloIsFoundAndItsFramesAreCopied() throws IOException {
    talk().open().client(HELLO).serverResets();
    Path bundle = directory.resolve("bundle");
    int code = analyze("--out", bundle.toString());
    assertEquals(1, code, console.text());
    assertTrue(console.text().contains("ServerHello"), console.text());
    assertTrue(Files.size(bundle.resolve("capture.pcapng")) > 0);
    assertTrue(Files.readString(bundle.resolve("report.json")).contains("\"analyze\""));
  }

  @Test
  void aHandshakeThatWorksEndsWithZero() throws IOException {
    byte[] data = TlsBytes.record(23, new byte[64]);
    talk().open().client(HELLO).server(TlsBytes.serverHello(true, 0x1301)).server(data);
    assertEquals(0, analyze(), console.text());
  }

  @Test
  void aLadderShowsEveryFrameAndWhatNeverCame() throws IOException {
    talk().open().client(HELLO).serverResets();
    assertEquals(1, analyze("--flow", "1"), console.text());
    assertTrue(console.text().contains("ClientHello"), console.text());
    assertTrue(console.text().contains("ServerHello never came"), console.text());
  }

  @Test
  void whatIsNoCaptureIsSaidInOneLine() throws IOException {
    Path file = directory.resolve("notes.txt");
    Files.writeString(file, "not a capture\n", StandardCharsets.US_ASCII);
    assertEquals(2, console.run(new RealPipeline(), "analyze", file.toString()));
    assertEquals(1, console.text().lines().filter(line -> !line.isBlank()).count(), console.text());
  }

  @Test
  void onlyTheFlowsThatAreAskedForAreShown() throws IOException {
    talk().open().client(HELLO).serverResets();
    assertEquals(1, analyze("--where", "tls.sni = *.zoom.us and tcp port 443"), console.text());
    assertTrue(console.out().contains("170.114.52.2:443"), console.text());
    assertEquals(1, analyze("--where", "port 80", "--quiet"), console.text());
  }

  @Test
  void aWrongExpressionIsAMatterOfUsage() throws IOException {
    talk().open();
    assertEquals(2, analyze("--where", "colour = red"), console.text());
    assertEquals(1, console.err().size(), console.text());
  }

  @Test
  void rootsThatCannotBeReadAreAMatterOfUsage() throws IOException {
    talk().open();
    assertEquals(2, analyze("--trust", directory.resolve("none.pem").toString()), console.text());
  }

  @Test
  void aSecondCaptureSaysWhatNeverArrived() throws IOException {
    TcpTalk talk = talk().open();
    Path peer = recording.write(directory.resolve("egress.pcap"));
    talk.client(HELLO).again(Duration.ofSeconds(1), HELLO);
    assertEquals(1, analyze("--peer", peer.toString()), console.text());
    assertTrue(console.out().contains("left and never arrived there"), console.text());
  }

  @Test
  void theReportWithASecondCaptureIsValid() throws IOException {
    TcpTalk talk = talk().open();
    Path peer = recording.write(directory.resolve("egress.pcap"));
    talk.client(HELLO).again(Duration.ofSeconds(1), HELLO);
    assertEquals(1, analyze("--json", "--peer", peer.toString()), console.text());
    ReportSchema.accepts(console.out());
    assertTrue(console.out().contains("\"neverArrived\""), console.text());
  }

  private TcpTalk talk() {
    return TcpTalk.in(recording, "192.168.1.10", 50001, "170.114.52.2", 443);
  }

  private int analyze(String... more) throws IOException {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "analyze";
    arguments[1] = recording.write(directory.resolve("one.pcap")).toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    return console.run(new RealPipeline(), arguments);
  }
}
