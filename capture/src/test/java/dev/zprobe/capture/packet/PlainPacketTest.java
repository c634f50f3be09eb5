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

  private final Decoder layers = new Decoder();
  private final Decoder plain = new Decoder();
  private int agreed;
  private int known;

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
    assertEquals(8, agreed);
    assertEquals(4, known); // tagged frames are left to the decoder
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
    return plain.plain(ByteBuffer.wrap(frame), 0, frame.length, frame.length, LinkType.ETHERNET);
  }

  @Test
  void leavesABufferWithoutAnArrayToTheDecoder() {
    byte[] frame = Encapsulations.segment4();
    ByteBuffer direct = ByteBuffer.allocateDirect(frame.length).put(0, frame);
    assertFalse(plain.plain(direct, 0, frame.length, frame.length, LinkType.ETHERNET));
    assertEquals(
        Outcome.TCP,
        plain.decode(direct, 0, frame.length, frame.length, LinkType.ETHERNET).outcome());
  }

  private static long ends(Decoded packet) {
    long addresses =
        packet.sourceHigh()
            ^ packet.sourceLow()
            ^ packet.destinationHigh()
            ^ packet.destinationLow();
    long folded = addresses ^ addresses >>> 32 ^ packet.sourcePort() ^ packet.destinationPort();
    return folded & 0xffffffffL;
  }

  private void compare(byte[] bytes, int linkType) {
    for (int cut = 0; cut < 30; cut += 29) { // captured whole, and with less than was sent
      int original = bytes.length + cut;
      ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 3).put(3, bytes);
      long ends = Decoder.ends(buffer, 3, bytes.length, linkType);
      Decoded whole = layers.layers(buffer, 3, bytes.length, original, linkType);
      boolean flow = whole.outcome() == Outcome.TCP || whole.outcome() == Outcome.UDP;
      if (ends >= 0 && flow) {
        known++;
        assertEquals(ends(whole), ends, () -> Arrays.toString(bytes));
      }
      if (plain.plain(buffer, 3, bytes.length, original, linkType)) {
        agreed++;
        assertEquals(said(whole), said(plain.decoded()), () -> Arrays.toString(bytes));
      }
    }
  }

  private static String said(Decoded of) {
    String said =
        List.of(of.outcome(), of.ending(), of.ipVersion(), of.protocol(), of.timeToLive())
            + " %x:%x %d".formatted(of.sourceHigh(), of.sourceLow(), of.sourcePort())
            + " %x:%x %d".formatted(of.destinationHigh(), of.destinationLow(), of.destinationPort())
            + List.of(of.identification(), of.firstFragment(), of.brokenHeader())
            + List.of(of.payloadAt(), of.payloadLength(), of.payloadCaptured(), of.statedLength())
            + Arrays.toString(Arrays.copyOf(of.vlans, of.vlanCount()))
            + of.tunnelCount();
    return of.outcome() != Outcome.TCP
        ? said
        : said
            + List.of(of.sequence(), of.acknowledgment(), of.flags(), of.window())
            + List.of(of.headerAt, of.headerEnd);
  }
}
