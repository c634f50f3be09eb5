package dev.zprobe.capture.path;

import static dev.zprobe.capture.path.Errors.FLOW4;
import static dev.zprobe.capture.path.Errors.FLOW6;
import static dev.zprobe.capture.path.Errors.STREAM4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.Endpoint;
import dev.zprobe.net.FiveTuple;
import dev.zprobe.observation.IcmpError;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceivedPacketTest {
  @Test
  void anErrorBelongsToTheFlowThatItQuotes() {
    for (FiveTuple flow : List.of(FLOW4, FLOW6)) {
      ReceivedPacket error =
          ReceivedPacket.of(Errors.expired(flow, sent(flow)), flow).orElseThrow();
      assertEquals(IcmpError.Meaning.TIME_EXCEEDED, error.error().orElseThrow().meaning());
      assertEquals(flow.equals(FLOW4) ? Errors.ROUTER4 : Errors.ROUTER6, error.source());
    }
  }

  @Test
  void eightBytesOfTheQuotedTransportAreEnough() {
    byte[] quoted = Errors.cut(sent(FLOW4), 28);
    assertTrue(ReceivedPacket.of(Errors.expired(FLOW4, quoted), FLOW4).isPresent());
  }

  @Test
  void aQuoteTooShortForPortsIsNobodys() {
    for (int length : new int[] {0, 1, 19, 20, 22, 23}) {
      byte[] quoted = Errors.cut(sent(FLOW4), length);
      assertFalse(ReceivedPacket.of(Errors.expired(FLOW4, quoted), FLOW4).isPresent(), "" + length);
    }
  }

  @Test
  void anErrorAboutAnotherFlowIsNotOurs() {
    FiveTuple otherPort =
        new FiveTuple(Endpoint.udp(FLOW4.local().address(), 40001), FLOW4.remote());
    FiveTuple otherTarget =
        new FiveTuple(FLOW4.local(), Endpoint.udp(Errors.address("203.0.113.10"), 8801));
    for (FiveTuple other : List.of(otherPort, otherTarget, STREAM4)) {
      assertFalse(
          ReceivedPacket.of(Errors.expired(FLOW4, sent(other)), FLOW4).isPresent(),
          other.toString());
    }
  }

  @Test
  void aWrongChecksumIsNotBelieved() {
    for (FiveTuple flow : List.of(FLOW4, FLOW6)) {
      byte[] packet = Errors.expired(flow, sent(flow));
      packet[packet.length - 1] ^= 1;
      assertFalse(ReceivedPacket.of(packet, flow).isPresent());
    }
  }

  @Test
  void paddingOfTheFrameIsNotPartOfThePacket() {
    byte[] padded = Errors.cut(new byte[200], 200);
    byte[] packet = Errors.expired(FLOW4, Errors.cut(sent(FLOW4), 28));
    System.arraycopy(packet, 0, padded, 0, packet.length);
    assertEquals(28, ReceivedPacket.of(padded, FLOW4).orElseThrow().content().length);
  }

  @Test
  void thePeersOwnPacketMustComeFromItsPort() {
    FiveTuple back = new FiveTuple(FLOW4.remote(), FLOW4.local());
    byte[] answer = PacketForm.packet(back, 60, 1, PacketForm.datagram(back, new byte[4]));
    assertTrue(ReceivedPacket.of(answer, FLOW4).isPresent());
    FiveTuple stranger = new FiveTuple(Endpoint.udp(FLOW4.remote().address(), 9), FLOW4.local());
    byte[] other = PacketForm.packet(stranger, 60, 1, PacketForm.datagram(stranger, new byte[4]));
    assertFalse(ReceivedPacket.of(other, FLOW4).isPresent());
  }

  @Test
  void aFloodOfMutatedErrorsNeitherThrowsNorIsTakenForAnotherRouter() {
    Random random = new Random(5);
    byte[] good = Errors.expired(STREAM4, sent(STREAM4));
    int believed = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] packet = Errors.cut(good, 1 + random.nextInt(good.length));
      int flips = 1 + random.nextInt(4);
      for (int flip = 0; flip < flips; flip++) {
        packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
      }
      believed += ReceivedPacket.of(packet, STREAM4).isPresent() ? 1 : 0;
    }
    assertTrue(
        believed < 2_000, "outer header bits may differ, what is quoted may not: " + believed);
  }

  private static byte[] sent(FiveTuple flow) {
    byte[] transport =
        flow.equals(STREAM4) ? PacketForm.syn(flow, 99) : PacketForm.datagram(flow, new byte[24]);
    return PacketForm.packet(flow, 1, 0x1234, transport);
  }
}
