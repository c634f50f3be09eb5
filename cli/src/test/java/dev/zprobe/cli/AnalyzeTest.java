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
