package dev.zprobe.capture.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.packet.Encapsulations.Sample;
import dev.zprobe.testdata.frames.Packet;
import dev.zprobe.testdata.frames.Segment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
  private static final int[] LINK_TYPES = {
    0, 1, 6, 7, 9, 10, 11, 12, 50, 51, 101, 104, 105, 107, 108, 109, 113, 117, 119, 127, 129, 163,
    166, 192, 204, 205, 219, 228, 229, 239, 276, 999
  };

  private final Decoder decoder = new Decoder();

  static List<Sample> samples() {
    return Encapsulations.all();
  }

  private Decoded decode(byte[] bytes, int original, int linkType) {
    return decoder.decode(ByteBuffer.wrap(bytes), 0, bytes.length, original, linkType);
  }

  private Decoded decode(byte[] frame) {
    return decode(frame, frame.length, LinkType.ETHERNET);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void findsTheSegmentInsideEveryEncapsulation(Sample sample) {
    Decoded found = decode(sample.bytes(), sample.bytes().length, sample.linkType());
    assertEquals(Outcome.TCP, found.outcome());
    assertEquals(50_000, found.sourcePort());
    assertEquals(443, found.destinationPort());
    assertEquals(61, found.timeToLive());
    assertEquals(TcpHeader.SYN, found.flags());
    assertEquals(0, found.payloadLength());
    TcpOptions options = new TcpOptions();
    found.tcpOptions(options);
    assertEquals(1460, options.maximumSegment());
    assertEquals(7, options.windowScale());
    assertTrue(options.sackPermitted());
    StringJoiner tunnels = new StringJoiner(",");
    for (int i = 0; i < found.tunnelCount(); i++) {
      tunnels.add(found.tunnel(i).text());
    }
    assertEquals(sample.tunnels(), tunnels.toString());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFrameCutByTheCaptureIsTruncatedAndNotMalformed(Sample sample) {
    byte[] bytes = sample.bytes();
    for (int length = 0; length < bytes.length; length++) {
      Decoded found = decode(Arrays.copyOf(bytes, length), bytes.length, sample.linkType());
      String at = sample + " cut at " + length + ": " + found.ending();
      assertFalse(found.ending() == Outcome.MALFORMED, at);
      assertTrue(found.payloadCaptured() <= found.payloadLength(), at);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFrameThatEndsEarlyOnTheWireNeverThrows(Sample sample) {
    byte[] bytes = sample.bytes();
    for (int length = 0; length < bytes.length; length++) {
      decode(Arrays.copyOf(bytes, length), length, sample.linkType());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void damagedFramesNeverThrow(Sample sample) {
    Random random = new Random(sample.name().hashCode());
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = sample.bytes().clone();
      for (int i = 0; i <= round % 4; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      decode(bytes, bytes.length + random.nextInt(3), sample.linkType());
    }
  }

  @Test
  void aClientThatHasATunnelsPortAsItsOwnSpeaksWhatItSpeaks() {
    byte[] stun = Bytes.hex("00010000 2112a442 45620301 00010140 00000000");
    for (int port : new int[] {4341, 5247, 6635}) {
      Packet forth = Packet.between("10.0.0.1", "203.0.113.9");
      Packet back = Packet.between("203.0.113.9", "10.0.0.1");
      for (byte[] frame : List.of(forth.udp(port, 3478, stun), back.udp(3478, port, stun))) {
        Decoded found = decode(frame);
        assertEquals(Outcome.UDP, found.ending());
        assertEquals(0, found.tunnelCount());
        assertEquals(3478 + port, found.sourcePort() + found.destinationPort());
      }
    }
  }

  @Test
  void randomBytesNeverThrowUnderAnyLinkType() {
    Random random = new Random(1);
    for (int linkType : LINK_TYPES) {
      for (int round = 0; round < 3_000; round++) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        decode(bytes, bytes.length + random.nextInt(2), linkType);
      }
    }
  }

  @Test
  void vlanIdsAreGivenFromTheOutermost() {
    Packet packet = Packet.between("10.0.0.1", "10.0.0.2").vlan(101, 100);
    Decoded found = decode(packet.udp(1, 2, new byte[3]));
    assertEquals(2, found.vlanCount());
    assertEquals(101, found.vlan(0));
    assertEquals(100, found.vlan(1));
  }

  @Test
  void aTunnelWithUnreadableContentLeavesItsCarrier() {
    byte[] frame =
        Packet.between("10.0.0.1", "10.0.0.2").udp(40_000, 4789, Bytes.hex("0800000000000100ffff"));
    Decoded found = decode(frame);
    assertEquals(Outcome.UDP, found.outcome());
    assertEquals(Outcome.MALFORMED, found.ending());
    assertEquals(4789, found.destinationPort());
    assertEquals(10, found.payloadLength());
    assertEquals(0, found.tunnelCount());
  }

  @Test
  void paddingIsNoPayload() {
    byte[] frame = Packet.between("10.0.0.1", "10.0.0.2").tcp(Segment.between(1, 2).flags("A"));
    Decoded found = decode(Arrays.copyOf(frame, 60));
    assertEquals(0, found.payloadLength());
  }

  @Test
  void anEmptyTotalLengthMeansOffloadedSegmentation() {
    byte[] frame =
        Packet.between("10.0.0.1", "10.0.0.2")
            .tcp(Segment.between(1, 2).flags("A").payload(new byte[2_000]));
    frame[16] = 0;
    frame[17] = 0;
    assertEquals(2_000, decode(frame).payloadLength());
  }

  @Test
  void aTcpHeaderLongerThanItsSegmentIsBroken() {
    byte[] frame = Packet.between("10.0.0.1", "10.0.0.2").tcp(Segment.between(1, 2).flags("A"));
    frame[46] = (byte) 0xf0;
    Decoded found = decode(frame);
    assertEquals(Outcome.TCP, found.outcome());
    assertTrue(found.brokenHeader());
    assertEquals(0, found.payloadLength());
  }

  @Test
  void anUnknownLinkTypeIsUndecoded() {
    assertEquals(Outcome.UNDECODED, decode(new byte[60], 60, 147).outcome());
  }

  @Test
  void icmpErrorsQuoteTheirPacket() {
    byte[] sent = Packet.between("10.0.0.1", "203.0.113.9").udp(50_000, 8801, new byte[40]);
    byte[] frame = Packet.between("192.0.2.254", "10.0.0.1").icmp(3, 13, 0, Packet.quote(sent, 28));
    Decoded found = decode(frame);
    assertEquals(Outcome.ICMP, found.outcome());
    IcmpMessage message = found.icmp();
    assertTrue(message.error());
    assertEquals(3, message.type());
    assertEquals(13, message.code());
    assertEquals(17, message.quotedProtocol());
    assertEquals(50_000, message.quotedSourcePort());
    assertEquals(8801, message.quotedDestinationPort());
    assertEquals(-1, message.mtu());
  }

  @Test
  void packetTooBigNamesTheMtuAndLooksBehindExtensionHeaders() {
    byte[] body = Bytes.join(Bytes.hex("1100 0104 00000000 c350 2261 0030 0000"), new byte[40]);
    byte[] sent = Packet.between("2001:db8::1", "2001:db8::9").frame(60, body);
    byte[] frame =
        Packet.between("2001:db8::fe", "2001:db8::1").icmp(2, 0, 1280, Packet.quote(sent, 80));
    IcmpMessage message = decode(frame).icmp();
    assertEquals(1280, message.mtu());
    assertEquals(50_000, message.quotedSourcePort());
    assertEquals(8801, message.quotedDestinationPort());
  }

  @Test
  void aQuoteCutAtEveryLengthNeverThrows() {
    byte[] sent = Packet.between("2001:db8::1", "2001:db8::9").udp(50_000, 8801, new byte[40]);
    byte[] frame =
        Packet.between("2001:db8::fe", "2001:db8::1").icmp(1, 4, 0, Packet.quote(sent, 60));
    for (int length = 0; length < frame.length; length++) {
      byte[] cut = Arrays.copyOf(frame, length);
      decode(cut, frame.length, LinkType.ETHERNET);
      decode(cut, length, LinkType.ETHERNET);
    }
  }
}
