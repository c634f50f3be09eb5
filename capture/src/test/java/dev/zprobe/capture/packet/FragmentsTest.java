package dev.zprobe.capture.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.testdata.frames.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FragmentsTest {
  private static final int IP_HEADER = 34;

  private final Decoder decoder = new Decoder();

  private Decoded decode(byte[] frame) {
    return decoder.decode(ByteBuffer.wrap(frame), 0, frame.length, frame.length, 1);
  }

  private static byte[] body(int size) {
    byte[] payload = new byte[size];
    new Random(size).nextBytes(payload);
    byte[] frame = Packet.between("10.0.0.1", "10.0.0.2").udp(50_000, 5_060, payload);
    return Arrays.copyOfRange(frame, IP_HEADER, frame.length);
  }

  private static byte[] fragment(int id, byte[] body, int from, int to) {
    return Packet.between("10.0.0.1", "10.0.0.2")
        .identification(id)
        .fragment(from, to < body.length)
        .frame(17, Arrays.copyOfRange(body, from, to));
  }

  private static List<byte[]> fragments(int id, byte[] body, int size) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < body.length; at += size) {
      pieces.add(fragment(id, body, at, Math.min(body.length, at + size)));
    }
    return pieces;
  }

  @Test
  void joinsFragmentsInAnyOrder() {
    byte[] body = body(3_001);
    List<byte[]> pieces = fragments(9, body, 800);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(pieces, new Random(round));
      for (int i = 0; i < pieces.size() - 1; i++) {
        assertEquals(Outcome.FRAGMENT, decode(pieces.get(i)).outcome());
      }
      Decoded whole = decode(pieces.get(pieces.size() - 1));
      assertEquals(Outcome.UDP, whole.outcome());
      assertEquals(3_001, whole.payloadLength());
      byte[] payload = new byte[3_001];
      whole.buffer().get(whole.payloadAt(), payload);
      assertTrue(Arrays.equals(payload, Arrays.copyOfRange(body, 8, body.length)));
    }
  }

  @Test
  void theFirstOfTwoOverlappingFragmentsStays() {
    byte[] body = body(1_592);
    decode(fragment(9, body, 0, 800));
    byte[] other = new byte[body.length];
    decode(fragment(9, other, 400, 800));
    Decoded whole = decode(fragment(9, body, 800, 1_600));
    assertEquals(body[500], whole.buffer().get(whole.payloadAt() - 8 + 500));
  }

  @Test
  void joinsIpv6Fragments() {
    byte[] frame = Packet.between("2001:db8::1", "2001:db8::2").udp(50_000, 53, new byte[1_592]);
    byte[] body = Arrays.copyOfRange(frame, 54, frame.length);
    byte[] one = Bytes.join(Bytes.hex("1100 0001 00000007"), Arrays.copyOf(body, 800));
    byte[] two = Bytes.join(Bytes.hex("1100 0320 00000007"), Arrays.copyOfRange(body, 800, 1_600));
    Packet packet = Packet.between("2001:db8::1", "2001:db8::2");
    assertEquals(Outcome.FRAGMENT, decode(packet.frame(44, one)).outcome());
    assertEquals(1_592, decode(packet.frame(44, two)).payloadLength());
  }

  @Test
  void aMillionBeginningsTakeNoMoreRoomThanTheSlots() {
    byte[] body = body(1_592);
    byte[] first = fragment(1, body, 0, 800);
    for (int id = 0; id < 100_000; id++) {
      first[18] = (byte) (id >> 8);
      first[19] = (byte) id;
      first[26] = (byte) (id >> 16);
      decode(first);
    }
    assertEquals(100_000 - Fragments.SLOTS, decoder.abandonedDatagrams());
  }

  @Test
  void aFragmentBeyondTheLargestDatagramIsMalformed() {
    byte[] frame =
        Packet.between("10.0.0.1", "10.0.0.2").fragment(65_528, false).frame(17, new byte[400]);
    assertEquals(Outcome.MALFORMED, decode(frame).outcome());
  }

  @Test
  void aFirstFragmentCutByTheCaptureStillShowsItsPorts() {
    byte[] frame = fragment(9, body(1_592), 0, 800);
    Decoded found = decoder.decode(ByteBuffer.wrap(frame), 0, 60, frame.length, 1);
    assertEquals(Outcome.UDP, found.outcome());
    assertTrue(found.firstFragment());
    assertEquals(5_060, found.destinationPort());
  }
}
