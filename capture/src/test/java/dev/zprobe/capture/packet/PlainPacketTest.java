package dev.zprobe.capture.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.packet.Encapsulations.Sample;
import dev.zprobe.testdata.frames.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read without decoding must be what decoding finds, whatever the bytes are. */
class PlainPacketTest {
  private static final int MUTATIONS = 3_000;

  private final Decoder decoder = new Decoder();
  private final PlainPacket plain = new PlainPacket();
  private int agreed;

  static List<Sample> samples() {
    return Encapsulations.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void agreesWithTheDecoderOnEveryEncapsulation(Sample sample) {
    byte[] bytes = sample.bytes();
    for (int length = 0; length <= bytes.length; length++) {
      compare(Arrays.copyOf(bytes, length), sample.linkType());
    }
    Random random = new Random(sample.name().hashCode());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = bytes.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      compare(changed, sample.linkType());
    }
  }

  @Test
  void readsTheUsualPackets() {
    for (byte[] frame :
        List.of(
            Encapsulations.segment4(),
            Encapsulations.segment6(),
            Packet.between("10.0.0.1", "203.0.113.9").vlan(7).udp(50_000, 8801, new byte[9]),
            Packet.between("2001:db8::1", "2001:db8::9").vlan(7, 8).udp(5, 6, new byte[0]))) {
      compare(frame, LinkType.ETHERNET);
    }
    assertEquals(4, agreed);
  }

  @Test
  void leavesFragmentsAndTunnelsToTheDecoder() {
    Packet packet = Packet.between("10.0.0.1", "203.0.113.9");
    assertFalse(read(packet.udp(50_000, 4789, new byte[20])));
    assertFalse(read(packet.udp(2152, 50_000, new byte[20])));
    assertTrue(read(packet.udp(50_000, 4788, new byte[20])));
    assertFalse(read(packet.fragment(0, true).udp(50_000, 8801, new byte[20])));
  }

  private boolean read(byte[] frame) {
    return plain.read(ByteBuffer.wrap(frame), 0, frame.length, LinkType.ETHERNET);
  }

  private void compare(byte[] bytes, int linkType) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 3).put(3, bytes);
    if (!plain.read(buffer, 3, bytes.length, linkType)) {
      return;
    }
    Decoded found = decoder.decode(buffer, 3, bytes.length, bytes.length, linkType);
    if (found.outcome() != Outcome.TCP && found.outcome() != Outcome.UDP) {
      return; // of no flow
    }
    agreed++;
    String what = Arrays.toString(bytes);
    assertEquals(0, found.tunnelCount(), what);
    assertEquals(found.ipVersion(), plain.ipVersion(), what);
    assertEquals(found.protocol(), plain.protocol(), what);
    assertEquals(found.sourceHigh(), plain.sourceHigh(), what);
    assertEquals(found.sourceLow(), plain.sourceLow(), what);
    assertEquals(found.destinationHigh(), plain.destinationHigh(), what);
    assertEquals(found.destinationLow(), plain.destinationLow(), what);
    assertEquals(found.sourcePort(), plain.sourcePort(), what);
    assertEquals(found.destinationPort(), plain.destinationPort(), what);
  }
}
