package dev.zprobe.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuicInitialTest {
  /** RFC 9001 appendix A.3: the server's Initial packet for the client's id 8394c8f03e515708. */
  @Test
  void theServerPacketOfTheRfcIsOpened() {
    ByteBuffer packet =
        Octets.fromHex(
                "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a"
                    + "5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3"
                    + "dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84"
                    + "022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc4"
                    + "2158407dd074ee")
            .buffer();
    Parsed.Whole<QuicHeader> whole =
        (Parsed.Whole<QuicHeader>) QuicHeader.parse(packet, 0, packet.limit());
    assertEquals(packet.limit(), whole.bytes());
    QuicInitialKeys keys =
        QuicInitialKeys.derive(1, Octets.fromHex("8394c8f03e515708"), false).orElseThrow();
    Octets frames = keys.open(packet, 0, whole.bytes(), whole.message()).orElseThrow();
    QuicFrames.Crypto crypto = QuicFrames.read(frames).crypto().get(0);
    assertEquals(0, crypto.offset());
    ByteBuffer hello = crypto.bytes().buffer();
    assertEquals(HandshakeType.SERVER_HELLO.code(), hello.get(0));
    ServerHello read = ServerHello.parse(hello, 4, hello.limit() - 4).whole().orElseThrow();
    assertEquals(TlsVersion.TLS_1_3, read.version());
    assertEquals(0x1301, read.cipherSuite());
  }

  @Test
  void keysOfAnotherConnectionOpenNothing() {
    ByteBuffer packet = ByteBuffer.allocate(80);
    packet.put(0, Octets.fromHex("c00000000100000040" + "46").toArray());
    Parsed.Whole<QuicHeader> whole = (Parsed.Whole<QuicHeader>) QuicHeader.parse(packet, 0, 80);
    QuicInitialKeys keys = QuicInitialKeys.derive(1, Octets.EMPTY, true).orElseThrow();
    assertEquals(Optional.empty(), keys.open(packet, 0, whole.bytes(), whole.message()));
  }

  @Test
  void anUnknownVersionHasNoKeys() {
    assertTrue(QuicInitialKeys.derive(0x0a0a0a0a, Octets.EMPTY, true).isEmpty());
  }
}
