package dev.zprobe.capture.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import dev.zprobe.testdata.frames.Segment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** TCP between two places where network cards, firewalls and snap lengths change what is seen. */
class PeerSegmentsTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String OUTSIDE = "198.51.100.7";
  private static final String SERVER = "203.0.113.30";
  private static final int CLIENT_START = 1_000;
  private static final int SERVER_START = 900_000;
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

  private final Random random = new Random(7);
  private final Recording here = Recording.from(START);

  /** What the firewall adds to the numbers of each side. */
  private int clientShift;

  private int serverShift;
  private Recording there = Recording.from(START.plusSeconds(3));

  @Test
  void aLargeSegmentThatACardCutsUpArrives() throws IOException {
    byte[] hello = content(3_900);
    open();
    here.add(fromClient("PA", 0, hello, false));
    for (int at = 0; at < hello.length; at += 1_300) {
      byte[] piece = Arrays.copyOfRange(hello, at, at + 1_300);
      there.add(fromClient(at == 2_600 ? "PA" : "A", at, piece, true));
    }
    assertEquals(List.of(), compare().flows());
  }

  @Test
  void aPieceThatIsLostIsMissed() throws IOException {
    byte[] hello = content(3_900);
    open();
    here.add(fromClient("PA", 0, hello, false));
    there.add(fromClient("A", 0, Arrays.copyOf(hello, 1_300), true));
    there.add(fromClient("PA", 2_600, Arrays.copyOfRange(hello, 2_600, 3_900), true));
    PeerComparison comparison = compare();
    assertEquals(List.of(4L), comparison.flows().get(0).neverArrived().first());
  }

  @Test
  void captureThatKeepsTheBeginningOfEachPacketHasThemAll() throws IOException {
    there = Recording.from(START, Recording.ETHERNET, 96);
    open();
    byte[] hello = content(500);
    byte[] answer = content(1_200);
    both(fromClient("PA", 0, hello, false), fromClient("PA", 0, hello, true));
    both(fromServer("PA", hello.length, answer, false), fromServer("PA", 500, answer, true));
    PeerComparison comparison = compare();
    assertEquals(5, comparison.matched());
    assertEquals(List.of(), comparison.flows());
  }

  @Test
  void numbersThatAFirewallReplacesAreToldByWhatTheyCarry() throws IOException {
    clientShift = 123_456_789;
    serverShift = -77_777;
    open();
    byte[] hello = content(500);
    byte[] lost = content(300);
    both(fromClient("PA", 0, hello, false), fromClient("PA", 0, hello, true));
    here.add(fromClient("PA", hello.length, lost, false));
    PeerComparison comparison = compare();
    assertEquals(4, comparison.matched());
    assertEquals(List.of(5L), comparison.flows().get(0).neverArrived().first());
  }

  @Test
  void whatAStrangerSaysAsWellIsNotWhatWasLost() throws IOException {
    byte[] check = content(120);
    open();
    byte[] other = content(200);
    both(fromClient("PA", 0, other, false), fromClient("PA", 0, other, true));
    Segment lost = Segment.between(50_002, 80).flags("PA").numbers(5_000, 6_000).payload(check);
    here.add(Packet.between(CLIENT, SERVER).tcp(lost));
    Segment strangers = Segment.between(61_777, 80).flags("PA").numbers(7_000, 8_000);
    there.add(Packet.between(OUTSIDE, SERVER).ttl(63).tcp(strangers.payload(check)));
    assertEquals(List.of(5L), compare().flows().get(0).neverArrived().first());
  }

  @Test
  void whatIsRepeatedInOtherPiecesWasLostAtFirst() throws IOException {
    byte[] hello = content(2_600);
    open();
    here.add(fromClient("PA", 0, hello, false));
    here.after(Duration.ofMillis(250)).add(fromClient("PA", 0, hello, false));
    there.after(Duration.ofMillis(250));
    there.add(fromClient("A", 0, Arrays.copyOf(hello, 1_300), true));
    there.add(fromClient("PA", 1_300, Arrays.copyOfRange(hello, 1_300, 2_600), true));
    PeerComparison comparison = compare();
    assertEquals(List.of(4L), comparison.flows().get(0).neverArrived().first());
  }

  private void open() {
    byte[] nothing = new byte[0];
    both(fromClient("S", -1, nothing, false), fromClient("S", -1, nothing, true));
    both(fromServer("SA", 0, nothing, false), fromServer("SA", 0, nothing, true));
    both(fromClient("A", 0, nothing, false), fromClient("A", 0, nothing, true));
  }

  private void both(byte[] one, byte[] other) {
    here.after(Duration.ofMillis(10)).add(one);
    there.after(Duration.ofMillis(10)).add(other);
  }

  private byte[] content(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] fromClient(String flags, int at, byte[] payload, boolean outside) {
    long number = CLIENT_START + 1L + at + (outside ? clientShift : 0);
    long acknowledged = SERVER_START + 1L + (outside ? serverShift : 0);
    return Packet.between(outside ? OUTSIDE : CLIENT, SERVER)
        .ttl(outside ? 63 : 64)
        .tcp(
            Segment.between(outside ? 61_000 : 50_001, 443)
                .flags(flags)
                .numbers(number, flags.contains("A") ? acknowledged : 0)
                .payload(payload));
  }

  private byte[] fromServer(String flags, int heard, byte[] payload, boolean outside) {
    long number = SERVER_START + (flags.startsWith("S") ? 0L : 1L) + (outside ? serverShift : 0);
    long acknowledged = CLIENT_START + 1L + heard + (outside ? clientShift : 0);
    return Packet.between(SERVER, outside ? OUTSIDE : CLIENT)
        .ttl(outside ? 55 : 54)
        .tcp(
            Segment.between(443, outside ? 61_000 : 50_001)
                .flags(flags)
                .numbers(number, acknowledged)
                .payload(payload));
  }

  private PeerComparison compare() throws IOException {
    return new PeerComparer(64L << 20).compare(source(here), source(there));
  }

  private static CaptureFiles source(Recording recording) throws IOException {
    return CaptureFiles.of(new ByteArrayInputStream(recording.bytes()));
  }
}
