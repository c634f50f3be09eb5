package dev.zprobe.capture.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.capture.flow.FlowEnds;
import dev.zprobe.wire.HandshakeType;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.SocksMessage;
import dev.zprobe.wire.StunMessage;
import dev.zprobe.wire.VersionNegotiation;
import dev.zprobe.wire.ZoomMedia;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations cut, damaged, torn into segments at random and full of holes. */
class HostileConversationsTest {
  private static final long HELD = 1 << 20;
  private static final int ROUNDS = 400;

  private static List<Octets> material(Random random) {
    return List.of(
        Records.clientHello("zoom.us"),
        Records.join(Records.serverHello12(), Records.empty(HandshakeType.CERTIFICATE)),
        Records.join(Records.serverHello13(), Records.data(30)),
        Records.join(Records.changeCipherSpec(), Records.finished(), Records.alert(2, 40)),
        Octets.ascii("CONNECT zoom.us:443 HTTP/1.1\r\n\r\n"),
        Octets.ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n"),
        Octets.ascii("OPTIONS sip:x SIP/2.0\r\nContent-Length: 70\r\n\r\n"),
        SocksMessage.offer(0, 2),
        SocksMessage.connect("zoom.us", 443),
        StunMessage.bindingRequest(random).encode(),
        VersionNegotiation.probe(random).datagram(),
        ZoomMedia.hello(random, 1),
        Octets.fromHex("16feff0000000000000000002f010000230001000000000023"),
        Octets.fromHex("001c12340100000100000000000004" + "7a6f6f6d027573000001"),
        Octets.fromHex("c000000001081122334455667788000040" + "20".repeat(40)),
        Octets.random(random, 40));
  }

  @ParameterizedTest
  @ValueSource(ints = {443, 53, 80, 123, 1080, 3478, 5353, 8801, 40000})
  void nothingIsThrownAndNothingIsKept(int port) {
    HandshakeFollowers followers = new HandshakeFollowers(new KeyLog(), HELD);
    Random random = new Random(port);
    for (int round = 0; round < ROUNDS; round++) {
      converse(followers, new Ends(round % 2 == 0, 50_000, port), random);
      assertEquals(0, followers.heldBytes(), "held after round " + round);
    }
  }

  private record Ends(boolean udp, int portA, int portB) implements FlowEnds {
    @Override
    public boolean openedByB() {
      return false;
    }
  }

  private static void converse(HandshakeFollowers followers, Ends ends, Random random) {
    List<Octets> material = material(random);
    Conversation conversation = followers.open(ends, ByteBuffer.allocate(1), 0, 1, true);
    for (int i = 0; i < 12; i++) {
      byte[] bytes = material.get(random.nextInt(material.size())).toArray();
      if (random.nextInt(3) == 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      boolean fromA = random.nextBoolean();
      int at = 0;
      while (at < bytes.length) {
        int length = ends.udp() ? bytes.length : 1 + random.nextInt(bytes.length - at);
        ByteBuffer exact = ByteBuffer.allocate(at + length).put(0, bytes, 0, at + length);
        if (!conversation.bytes(exact, at, length, fromA, i + 1, i * 1000L)) {
          i = 12;
          break;
        }
        at += length;
      }
      if (random.nextInt(6) == 0) {
        conversation.gap(fromA, 1 + random.nextInt(2000), i + 1, i * 1000L);
      }
      assertTrue(followers.heldBytes() <= HELD);
      conversation.facts();
    }
    conversation.finished();
    conversation.facts();
  }
}
