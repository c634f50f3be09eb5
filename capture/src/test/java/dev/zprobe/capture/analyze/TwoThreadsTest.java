package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.zprobe.capture.SharedCaptures;
import dev.zprobe.capture.flow.Flow;
import dev.zprobe.capture.flow.FlowLimits;
import dev.zprobe.capture.flow.IcmpError;
import dev.zprobe.capture.flow.ParallelTracker;
import dev.zprobe.capture.handshake.KeyLog;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two threads find what one finds, to the byte. */
class TwoThreadsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void manyFlowsOfEveryKindAreTheSame() throws IOException {
    byte[] capture = everyKind(600);
    assertEquals(alone(capture), together(capture));
  }

  @Test
  void aCutFileIsTheSame() throws IOException {
    byte[] whole = everyKind(50);
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 3);
    assertEquals(alone(cut), together(cut));
  }

  @Test
  void whatIsNoCaptureIsSaid() {
    byte[] text = "no capture at all".getBytes(StandardCharsets.US_ASCII);
    assertThrows(NotACaptureException.class, () -> together(text));
  }

  @Test
  void whoTakesTheFlowsMayFail() {
    byte[] capture = everyKind(600);
    CaptureReading reading =
        new CaptureReading(FlowLimits.ofMemory(64 << 20), new KeyLog(), new FailsAtTheHundredth());
    assertTimeoutPreemptively(
        LONG,
        () ->
            assertThrows(
                UncheckedIOException.class, () -> reading.read(files(capture), files(capture))));
  }

  @Tag("shared")
  @Test
  void theCapturesOfOthersAreTheSame() throws IOException {
    Path captures = SharedCaptures.folder();
    List<String> differing = new ArrayList<>();
    try (Stream<Path> files = Files.walk(captures)) {
      for (Path file : files.filter(each -> each.toString().contains("cap")).sorted().toList()) {
        if (Files.isRegularFile(file) && !isSame(file)) {
          differing.add(file.toString());
        }
      }
    }
    assertEquals(List.of(), differing);
  }

  private static boolean isSame(Path file) throws IOException {
    byte[] capture = Files.readAllBytes(file);
    try {
      return alone(capture).equals(together(capture));
    } catch (NotACaptureException other) {
      return true;
    }
  }

  private static final class FailsAtTheHundredth implements ParallelTracker.Sink<FlowView> {
    private int finished;

    @Override
    public boolean keepsFlows() {
      return false;
    }

    @Override
    public void finished(Flow flow, FlowView prepared) {
      if (++finished == 100) {
        throw new UncheckedIOException(new IOException("no space left on device"));
      }
    }

    @Override
    public void icmpError(IcmpError error) {}
  }

  private static byte[] everyKind(int flows) {
    Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
    byte[] hello = TlsBytes.clientHello("us02web.zoom.us", "h2");
    for (int i = 0; i < flows; i++) {
      String client = i % 3 == 0 ? "2001:db8::" + i : "192.168.1." + (1 + i % 200);
      String server = i % 3 == 0 ? "2001:db8::1:9" : "170.114.52.2";
      TcpTalk talk = TcpTalk.in(recording, client, 40_000 + i / 2, server, 443);
      switch (i % 4) {
        case 0 -> talk.open().client(hello).serverResets();
        case 1 -> talk.open().client(hello).server(TlsBytes.serverHello(true, 0x1301));
        case 2 -> talk.syn();
        default -> {
          byte[] datagram =
              Packet.between(client, server).udp(40_000 + i, 8801, new byte[] {1, 2, 3});
          recording.add(datagram);
          boolean six = i % 3 == 0;
          Packet router = Packet.between(six ? "2001:db8::ff" : "10.0.0.1", client);
          recording.add(router.icmp(six ? 1 : 3, six ? 1 : 13, 0, Packet.quote(datagram, 48)));
        }
      }
    }
    return recording.bytes();
  }

  private static CaptureFiles files(byte[] capture) {
    return CaptureFiles.of(new ByteArrayInputStream(capture));
  }

  private static String alone(byte[] capture) throws IOException {
    try (CaptureAnalysis analysis = fresh()) {
      analysis.read(files(capture));
      return all(analysis);
    }
  }

  private static String together(byte[] capture) throws IOException {
    try (CaptureAnalysis analysis = fresh()) {
      analysis.read(files(capture), files(capture));
      return all(analysis);
    }
  }

  private static CaptureAnalysis fresh() throws IOException {
    return CaptureAnalysis.of(AnalysisRequest.of(CatalogReader.builtIn()).listingFlows());
  }

  private static String all(CaptureAnalysis analysis) throws IOException {
    ByteArrayOutputStream listing = new ByteArrayOutputStream();
    analysis.writeFlows("capture", listing);
    return listing.toString(StandardCharsets.UTF_8)
        + analysis.totals().packets()
        + " "
        + analysis.totals().bytes()
        + " "
        + analysis.table().failed()
        + analysis.damage()
        + analysis.remarks()
        + analysis.observations().all();
  }
}
