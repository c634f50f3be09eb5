package dev.zprobe.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuicKeysTest {
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
    QuicKeys keys = QuicKeys.derive(1, Octets.fromHex("8394c8f03e515708"), false).orElseThrow();
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
    QuicKeys keys = QuicKeys.derive(1, Octets.EMPTY, true).orElseThrow();
    assertEquals(Optional.empty(), keys.open(packet, 0, whole.bytes(), whole.message()));
  }

  @Test
  void anUnknownVersionHasNoKeys() {
    assertTrue(QuicKeys.derive(0x0a0a0a0a, Octets.EMPTY, true).isEmpty());
  }

  /** RFC 9001 sections 5.3 and 5.4, written out as a sender would, for each suite. */
  @ParameterizedTest
  @ValueSource(ints = {0x1301, 0x1302, 0x1303})
  void handshakePacketsAreOpenedWithTheirSecret(int suite) throws GeneralSecurityException {
    Octets secret = Octets.fromHex("5a".repeat(suite == 0x1302 ? 48 : 32));
    Octets frames = Octets.fromHex("06000401020304" + "00".repeat(20));
    ByteBuffer packet = sealed(suite, secret, frames);
    Parsed.Whole<QuicHeader> whole =
        (Parsed.Whole<QuicHeader>) QuicHeader.parse(packet, 0, packet.limit());
    QuicKeys keys = QuicKeys.ofHandshake(1, suite, secret).orElseThrow();
    assertEquals(Optional.of(frames), keys.open(packet, 0, whole.bytes(), whole.message()));
    QuicKeys others = QuicKeys.ofHandshake(1, suite, Octets.fromHex("5b".repeat(32))).orElseThrow();
    assertTrue(others.open(packet, 0, whole.bytes(), whole.message()).isEmpty());
    assertTrue(QuicKeys.ofHandshake(1, 0xc02f, secret).isEmpty());
  }

  private static ByteBuffer sealed(int suite, Octets secret, Octets frames)
      throws GeneralSecurityException {
    boolean chacha = suite == 0x1303;
    Hkdf hkdf = suite == 0x1302 ? Hkdf.sha384() : Hkdf.sha256();
    int size = suite == 0x1301 ? 16 : 32;
    byte[] header = HexFormat.of().parseHex("e1" + "00000001" + "00" + "00" + "402d" + "0007");
    byte[] nonce = hkdf.expandLabel(secret, "quic iv", 12).toArray();
    nonce[11] ^= 7;
    Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
    String kind = chacha ? "ChaCha20" : "AES";
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(hkdf.expandLabel(secret, "quic key", size).toArray(), kind),
        chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(128, nonce));
    cipher.updateAAD(header);
    byte[] payload = cipher.doFinal(frames.toArray());
    SecretKeySpec headerKey =
        new SecretKeySpec(hkdf.expandLabel(secret, "quic hp", size).toArray(), kind);
    // The number takes two bytes, so that the sample begins two bytes into the payload.
    byte[] sample = Arrays.copyOfRange(payload, 2, 18);
    byte[] mask;
    if (chacha) {
      Cipher stream = Cipher.getInstance("ChaCha20");
      int counter = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN).getInt();
      byte[] rest = Arrays.copyOfRange(sample, 4, 16);
      stream.init(Cipher.ENCRYPT_MODE, headerKey, new ChaCha20ParameterSpec(rest, counter));
      mask = stream.doFinal(new byte[5]);
    } else {
      Cipher block = Cipher.getInstance("AES/ECB/NoPadding");
      block.init(Cipher.ENCRYPT_MODE, headerKey);
      mask = block.doFinal(sample);
    }
    header[0] ^= (byte) (mask[0] & 0x0f);
    header[9] ^= mask[1];
    header[10] ^= mask[2];
    return ByteBuffer.allocate(header.length + payload.length).put(header).put(payload).flip();
  }
}
