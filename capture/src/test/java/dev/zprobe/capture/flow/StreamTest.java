package dev.zprobe.capture.flow;

import static dev.zprobe.capture.flow.TcpFrames.client;
import static dev.zprobe.capture.flow.TcpFrames.opened;
import static dev.zprobe.capture.flow.TcpFrames.server;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.testdata.frames.Packet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamTest {
  @Test
  void bytesComeInOrderAndOnce() {
    Tracked tracked = opened(new Tracked());
    tracked.add(client("A", 5, 1, "efgh")).add(client("A", 1, 1, "abcdef"));
    tracked.add(client("A", 1, 1, "abcd")).add(client("A", 7, 1, "ghij")).finish();
    assertEquals(List.of("a:abcdef", "a:gh", "a:ij", "end"), tracked.heard);
  }

  @Test
  void anyOrderAndOverlapGivesTheSameStream() {
    String text = "The quick brown fox jumps over the lazy dog, again and again.";
    for (int round = 0; round < 200; round++) {
      Random random = new Random(round);
      List<Integer> starts = new ArrayList<>();
      for (int at = 0; at < text.length(); at += 3) {
        starts.add(at);
      }
      Collections.shuffle(starts, random);
      Tracked tracked = opened(new Tracked());
      for (int start : starts) {
        int end = Math.min(text.length(), start + 3 + random.nextInt(6));
        tracked.add(client("A", 1 + start, 1, text.substring(start, end)));
      }
      tracked.finish();
      StringBuilder heard = new StringBuilder();
      tracked.heard.forEach(piece -> heard.append(piece.equals("end") ? "" : piece.substring(2)));
      assertEquals(text, heard.toString(), "round " + round);
    }
  }

  @Test
  void aHoleThatTheReceiverAcknowledgedIsAGap() {
    Tracked tracked = opened(new Tracked());
    tracked.add(client("A", 1, 1, "ab")).add(client("A", 6, 1, "fg"));
    tracked.add(server("A", 1, 8, "")).add(client("A", 8, 1, "h")).finish();
    assertEquals(List.of("a:ab", "a misses 3", "a:fg", "a:h", "end"), tracked.heard);
  }

  @Test
  void aHoleAtTheEndIsAGapToo() {
    Tracked tracked = opened(new Tracked());
    tracked.add(client("A", 1, 1, "ab")).add(client("A", 6, 1, "fg")).finish();
    assertEquals(List.of("a:ab", "a misses 3", "a:fg", "end"), tracked.heard);
  }

  @Test
  void whatTheSnapLengthCutIsAGap() {
    Tracked tracked = opened(new Tracked());
    byte[] frame = client("A", 1, 1, "abcdefgh");
    tracked.add(frame, frame.length - 3).add(client("A", 9, 1, "ij")).finish();
    assertEquals(List.of("a:abcde", "a misses 3", "a:ij", "end"), tracked.heard);
  }

  @Test
  void nothingMoreComesWhenNothingMoreIsWanted() {
    Tracked tracked = opened(new Tracked()).indifferent();
    tracked.add(client("A", 1, 1, "ab")).add(client("A", 3, 1, "cd")).finish();
    assertEquals(List.of("a:ab", "end"), tracked.heard);
  }

  @Test
  void aFloodOfHolesStaysInsideTheLimit() {
    Tracked tracked = opened(new Tracked(new FlowLimits(1_000, 1_000, 4, 16_384)));
    for (int i = 0; i < 5_000; i++) {
      tracked.add(client("A", 2 + 2L * i, 1, "x"));
    }
    tracked.finish();
    long bytes = tracked.heard.stream().filter("a:x"::equals).count();
    assertEquals(5_000, bytes);
    long gaps = tracked.heard.stream().filter("a misses 1"::equals).count();
    assertEquals(5_000, gaps);
  }

  @Test
  void datagramsComeWholeAndBothWays() {
    byte[] text = "ping".getBytes(StandardCharsets.ISO_8859_1);
    Tracked tracked = new Tracked();
    tracked.add(Packet.between("10.0.0.1", "10.0.0.2").udp(50_000, 8801, text));
    tracked.add(Packet.between("10.0.0.2", "10.0.0.1").udp(8801, 50_000, new byte[0])).finish();
    assertEquals(List.of("a:ping", "b:", "end"), tracked.heard);
    assertEquals("SF", ((UdpFlow) tracked.flows.get(0)).connectionState());
  }

  @Test
  void anIcmpErrorFindsItsFlow() {
    byte[] sent = Packet.between("10.0.0.1", "203.0.113.9").udp(50_000, 8801, new byte[20]);
    byte[] error = Packet.between("192.0.2.1", "10.0.0.1").icmp(3, 13, 0, Packet.quote(sent, 28));
    Tracked tracked = new Tracked().add(sent).add(error).finish();
    assertEquals(1, tracked.errors.get(0).flow());
    assertEquals(13, tracked.flows.get(0).icmpErrors().get(0).code());
    assertEquals(1, tracked.flows.get(0).icmpErrorCount());
    tracked = new Tracked().add(error).finish();
    assertEquals(0, tracked.errors.get(0).flow());
    assertTrue(tracked.flows.isEmpty());
  }
}
