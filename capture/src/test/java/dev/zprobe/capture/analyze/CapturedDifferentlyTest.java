package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.SharedCaptures;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.Frame;
import dev.zprobe.capture.source.FrameSink;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.Segment;
import dev.zprobe.testdata.frames.TcpTalk;
import dev.zprobe.testdata.frames.TlsBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The same packets captured in another way: the beginning of each only, each twice, one direction,
 * not to the end. What such a capture leaves out did not fail.
 */
class CapturedDifferentlyTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String SERVER = "170.114.52.2";
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

  /** What many captures keep of a packet. */
  private static final int SNAP_LENGTH = 96;

  private static final int MOST_FRAMES = 4_000;
  private static final int TTL_IN_ETHERNET = 22;

  private final Recording recording = Recording.from(START);

  /** A frame with the time since the one before. */
  private record Kept(byte[] bytes, Duration pause) {}

  @Test
  void anAnswerThatTheCaptureCutIsNotMissing() throws IOException {
    Recording cut = Recording.from(START, Recording.ETHERNET, SNAP_LENGTH);
    byte[] hello = TlsBytes.clientHello("us02web.zoom.us", "h2");
    byte[] flight = TlsBytes.serverHello(false, 0xc02f);
    byte[] longer = java.util.Arrays.copyOf(flight, flight.length + 900);
    TcpTalk talk = TcpTalk.in(cut, CLIENT, 50001, SERVER, 443).open().client(hello).server(longer);
    cut.after(Duration.ofSeconds(5));
    talk.close();
    assertEquals(0, failing(cut.bytes()).size());
  }

  @Test
  void aSynThatIsSentOnceIsWaitedForLongerThanASecond() throws IOException {
    recording.add(syn()).after(Duration.ofMillis(1_500)).add(other());
    assertEquals(0, failing(recording.bytes()).size());
    recording.after(Duration.ofSeconds(2)).add(other());
    assertEquals(1, failing(recording.bytes()).size());
  }

  @Test
  void aSynAckThatIsSeenAtTwoPlacesIsNotRepeated() throws IOException {
    recording.add(syn()).after(Duration.ofMillis(20));
    recording.add(synAck(7)).after(Duration.ofMillis(5)).add(synAck(7));
    assertEquals(0, failing(recording.bytes()).size());
    recording.after(Duration.ofSeconds(1)).add(synAck(8));
    assertEquals(1, failing(recording.bytes()).size());
  }

  @Test
  void whoAcknowledgesASynAckHasGotOne() throws IOException {
    recording.add(syn()).after(Duration.ofMillis(40));
    recording.add(segment("A", 1_001)).after(Duration.ofSeconds(2)).add(segment("FA", 1_001));
    assertEquals(0, failing(recording.bytes()).size());
  }

  @Test
  void aRequestThatIsStillBeingSentIsNotUnanswered() throws IOException {
    TcpTalk talk = TcpTalk.in(recording, CLIENT, 50001, SERVER, 80).open();
    String head = "POST /upload HTTP/1.1\r\nHost: zoom.us\r\nContent-Length: 90000\r\n\r\n";
    talk.client(head.getBytes(StandardCharsets.US_ASCII)).serverAcknowledges();
    for (int i = 0; i < 5; i++) {
      recording.after(Duration.ofSeconds(1));
      talk.client(new byte[1_000]).serverAcknowledges();
    }
    assertEquals(0, failing(recording.bytes()).size());
    recording.after(Duration.ofSeconds(4)).add(other());
    assertEquals(1, failing(recording.bytes()).size());
  }

  @Test
  void datagramsThatAreCapturedTwiceAreSentOnce() throws IOException {
    byte[] request = {
      0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3
    };
    for (int i = 0; i < 4; i++) {
      recording.add(Packet.between(CLIENT, SERVER).udp(40000, 3478, request));
      recording.after(Duration.ofNanos(4_000));
    }
    recording.after(Duration.ofSeconds(1)).add(other());
    assertEquals(0, failing(recording.bytes()).size());
  }

  @Tag("shared")
  @Test
  void nothingMoreFailsWhereLessOrMoreIsCaptured() throws IOException {
    List<String> differences = new ArrayList<>();
    int compared = 0;
    try (Stream<Path> files = Files.walk(SharedCaptures.folder())) {
      for (Path file : files.filter(each -> each.toString().contains("cap")).sorted().toList()) {
        compared += compare(file, differences);
      }
    }
    assertEquals(List.of(), differences);
    assertTrue(compared > 500, compared + " captures were compared");
  }

  private static int compare(Path file, List<String> differences) throws IOException {
    if (!Files.isRegularFile(file) || file.toString().endsWith(".json")) {
      return 0;
    }
    Frames frames = new Frames();
    try (CaptureFiles capture = CaptureFiles.of(List.of(file))) {
      capture.deliver(frames);
    } catch (NotACaptureException other) {
      return 0;
    }
    if (!frames.isUsable()) {
      return 0;
    }
    Set<String> whole = failing(frames.record(262_144, UnaryOperator.identity(), false));
    Set<String> cut = failing(frames.record(SNAP_LENGTH, UnaryOperator.identity(), false));
    Set<String> twice = failing(frames.record(262_144, UnaryOperator.identity(), true));
    Set<String> hop = failing(frames.record(262_144, CapturedDifferentlyTest::aHopLater, true));
    note(file + " cut", whole, cut, differences);
    note(file + " twice", whole, twice, differences);
    note(file + " at two hops", whole, hop, differences);
    return 1;
  }

  private static void note(String what, Set<String> usual, Set<String> found, List<String> into) {
    found.stream().filter(each -> !usual.contains(each)).forEach(each -> into.add(what + each));
  }

  private static byte[] aHopLater(byte[] frame) {
    byte[] later = frame.clone();
    boolean ipv4 = later.length > TTL_IN_ETHERNET && later[12] == 8 && later[13] == 0;
    if (ipv4) {
      later[TTL_IN_ETHERNET]--;
    }
    return later;
  }

  /** Keeps frames of one link type that are whole and go forward in time. */
  private static final class Frames implements FrameSink {
    private final List<Kept> kept = new ArrayList<>();
    private boolean usable = true;
    private int linkType = -1;
    private long last;

    @Override
    public void frame(Frame frame) {
      usable &= linkType < 0 || linkType == frame.linkType();
      usable &= frame.captured() == frame.original() && kept.size() < MOST_FRAMES;
      linkType = frame.linkType();
      byte[] bytes = new byte[frame.captured()];
      for (int i = 0; usable && i < bytes.length; i++) {
        bytes[i] = frame.buffer().get(frame.offset() + i);
      }
      if (usable) {
        long pause = kept.isEmpty() ? 0 : frame.nanos() - last;
        kept.add(new Kept(bytes, Duration.ofNanos(pause)));
      }
      last = frame.nanos();
    }

    boolean isUsable() {
      return usable && !kept.isEmpty();
    }

    byte[] record(int snapLength, UnaryOperator<byte[]> copy, boolean twice) {
      Recording recording = Recording.from(START, linkType, snapLength);
      Duration between = Duration.ofNanos(5_000);
      for (Kept each : kept) {
        recording.after(each.pause()).add(each.bytes());
        if (twice) {
          recording.after(between).add(copy.apply(each.bytes())).after(between.negated());
        }
      }
      return recording.bytes();
    }
  }

  /** Both ends of each, in an order of their own. */
  private static Set<String> failing(byte[] capture) throws IOException {
    AnalysisRequest request = AnalysisRequest.of(CatalogReader.builtIn());
    try (CaptureAnalysis analysis = CaptureAnalysis.of(request)) {
      analysis.read(CaptureFiles.of(new ByteArrayInputStream(capture)));
      Set<String> failing = new TreeSet<>();
      analysis
          .failing()
          .forEach(
              flow ->
                  failing.add(" " + new TreeSet<>(List.of("" + flow.local(), "" + flow.remote()))));
      return failing;
    }
  }

  private static byte[] syn() {
    return segment("S", 1_000);
  }

  private static byte[] segment(String flags, int number) {
    return Packet.between(CLIENT, SERVER)
        .tcp(Segment.between(50001, 443).flags(flags).numbers(number, 900_001));
  }

  private static byte[] synAck(int identification) {
    return Packet.between(SERVER, CLIENT)
        .ttl(57)
        .identification(identification)
        .tcp(Segment.between(443, 50001).flags("SA").numbers(900_000, 1_001));
  }

  private static byte[] other() {
    return Packet.between(CLIENT, "203.0.113.7").udp(40000, 40001, new byte[8]);
  }
}
