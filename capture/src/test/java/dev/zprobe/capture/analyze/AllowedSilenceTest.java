package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.net.Addresses;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.wire.ZoomMedia;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a run's own probes leave unanswered is no handshake that failed. */
class AllowedSilenceTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String SERVER = "203.0.113.9";
  private static final byte[] QUERY = {
    0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 'z', 'o', 'o', 'm', 2, 'u', 's', 0, 0, 1, 0, 1
  };

  private final Recording recording = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));

  @Test
  void aRouterOwesAProbesHelloNoAnswer() throws IOException {
    assertEquals(0, failedAfter(ZoomMedia.hello(new Random(1), 500).toArray(), SERVER, 8801));
  }

  @Test
  void aClientsHelloIsToBeAnswered() throws IOException {
    byte[] hello = ZoomMedia.hello(new Random(1), 500).toArray();
    hello[ZoomMedia.HELLO_HEADER_LENGTH] ^= 1; // a token of its own
    assertEquals(1, failedAfter(hello, SERVER, 8801));
  }

  @Test
  void nobodyOwesAnAnswer() throws IOException {
    assertEquals(0, failedAfter(QUERY, Addresses.NOBODY, 53));
    assertEquals(1, failedAfter(QUERY, SERVER, 53));
  }

  @Test
  void aLadderIsNoHandshake() throws IOException {
    byte[] hello = ZoomMedia.hello(new Random(1), 500).toArray();
    assertEquals(0, failedWith(hello, 1, 11));
    assertEquals(1, failedWith(hello, 64, 11), "a loop");
    assertEquals(1, failedWith(hello, 1, 3), "a refusal");
  }

  private long failedWith(byte[] datagram, int ttl, int error) throws IOException {
    Recording climbed = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
    for (int rung = 0; rung < 3; rung++) {
      byte[] frame = Packet.between(CLIENT, SERVER).ttl(ttl + rung).udp(40_000, 8801, datagram);
      climbed.add(frame);
      climbed.add(
          Packet.between("10.0.0." + (rung + 1), CLIENT)
              .icmp(error, 0, 0, Packet.quote(frame, 64)));
    }
    return failed(climbed);
  }

  private long failedAfter(byte[] datagram, String to, int port) throws IOException {
    for (int tries = 0; tries < 4; tries++) {
      recording.add(Packet.between(CLIENT, to).udp(40_000 + port, port, datagram));
      recording.after(Duration.ofSeconds(2));
    }
    return failed(recording);
  }

  private static long failed(Recording recording) throws IOException {
    try (CaptureAnalysis analysis =
            CaptureAnalysis.of(AnalysisRequest.of(CatalogReader.builtIn()));
        PacketSource source = CaptureFiles.of(new ByteArrayInputStream(recording.bytes()))) {
      analysis.read(source);
      return analysis.table().failed();
    }
  }
}
