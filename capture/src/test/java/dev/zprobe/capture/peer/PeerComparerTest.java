package dev.zprobe.capture.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.peer.PeerComparison.Passage;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client behind an address translator, captured at the client and beyond the translator. */
class PeerComparerTest {
  private static final String CLIENT = "192.168.1.10";
  private static final String OUTSIDE = "198.51.100.7";
  private static final String SERVER = "203.0.113.30";
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration WAY = Duration.ofMillis(4);

  private final Recording here = Recording.from(Instant.parse("2026-11-25T10:00:00Z"));
  private final Recording there = Recording.from(Instant.parse("2026-11-25T10:00:07.5Z"));
  private int identification = 100;

  @Test
  void whatPassesIsPairedThroughTranslationAndForeignClocks() throws IOException {
    for (int i = 0; i < 10; i++) {
      forth("question " + i, true);
      back("answer " + i, true);
    }
    PeerComparison comparison = compare();
    assertEquals(20, comparison.matched());
    assertEquals(20, comparison.compared());
    assertEquals(7_500, comparison.clocks().offsetMs().orElseThrow(), 0.001);
    assertEquals(4, comparison.clocks().pathMs().orElseThrow(), 0.001);
    assertFalse(comparison.clocks().peerIsNearer());
    assertEquals(List.of(), comparison.flows());
  }

  @Test
  void whatLeftAndNeverArrivedIsNamedByItsFrames() throws IOException {
    for (int i = 0; i < 5; i++) {
      forth("question " + i, i != 2);
      back("answer " + i, i != 3);
    }
    Passage passage = only(compare());
    assertEquals(List.of(5L), passage.neverArrived().first());
    assertEquals(List.of(7L), passage.neverCame().first());
    assertEquals(0, passage.madeBetween().count());
    assertEquals(SERVER + ":8801/udp", passage.there().get(0).remote().toString());
    assertTrue(compare().isTranslated());
  }

  @Test
  void repeatsOfTheSameBytesAreToldApartByTheirIdentification() throws IOException {
    forth("opening", true);
    back("opening too", true);
    forth("the same", false);
    forth("the same", true);
    assertEquals(List.of(3L), only(compare()).neverArrived().first());
  }

  @Test
  void whatADeviceBetweenThePlacesMadeIsNotTheServers() throws IOException {
    forth("question", true);
    back("answer", true);
    here.after(STEP).add(Packet.between(SERVER, CLIENT).ttl(63).udp(8801, 40000, bytes("forged")));
    back("another answer", true);
    assertEquals(List.of(3L), only(compare()).madeBetween().first());
  }

  @Test
  void flowsThatAreNotHereAreNotMissedHere() throws IOException {
    forth("question", true);
    back("answer", true);
    there.add(Packet.between("198.51.100.99", SERVER).udp(1000, 8801, bytes("of somebody else")));
    assertEquals(List.of(), compare().flows());
  }

  private void forth(String text, boolean arrives) {
    identification++;
    here.after(STEP)
        .add(
            Packet.between(CLIENT, SERVER)
                .identification(identification)
                .udp(40000, 8801, bytes(text)));
    there.after(STEP).after(WAY);
    if (arrives) {
      there.add(
          Packet.between(OUTSIDE, SERVER)
              .ttl(63)
              .identification(identification)
              .udp(61000, 8801, bytes(text)));
    }
    there.after(WAY.negated());
  }

  private void back(String text, boolean arrives) {
    identification++;
    there
        .after(STEP)
        .after(WAY.negated())
        .add(
            Packet.between(SERVER, OUTSIDE)
                .ttl(54)
                .identification(identification)
                .udp(8801, 61000, bytes(text)));
    there.after(WAY);
    here.after(STEP);
    if (arrives) {
      here.add(
          Packet.between(SERVER, CLIENT)
              .ttl(53)
              .identification(identification)
              .udp(8801, 40000, bytes(text)));
    }
  }

  private PeerComparison compare() throws IOException {
    return new PeerComparer(64L << 20).compare(source(here), source(there));
  }

  private static CaptureFiles source(Recording recording) throws IOException {
    return CaptureFiles.of(new ByteArrayInputStream(recording.bytes()));
  }

  private static Passage only(PeerComparison comparison) {
    assertEquals(1, comparison.flows().size());
    return comparison.flows().get(0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
