package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of one side's Initial packets, which anybody who saw the client's first packet can
 * derive (RFC 9001 section 5.2), or of its Handshake packets, which take a secret of the TLS
 * handshake (section 5.1). Immutable.
 */
public final class QuicKeys {
  private static final int TAG_BITS = 128;
  private static final int SAMPLE_LENGTH = 16;

  private static final int AES_128_GCM_SHA256 = 0x1301;
  private static final int AES_256_GCM_SHA384 = 0x1302;
  private static final int CHACHA20_POLY1305_SHA256 = 0x1303;

  private final boolean chacha;
  private final Octets key;
  private final Octets vector;
  private final Octets headerKey;

  private QuicKeys(int version, int cipherSuite, Octets secret) {
    chacha = cipherSuite == CHACHA20_POLY1305_SHA256;
    boolean large = cipherSuite == AES_256_GCM_SHA384;
    Hkdf hkdf = large ? Hkdf.sha384() : Hkdf.sha256();
    int length = large || chacha ? 32 : 16;
    key = hkdf.expandLabel(secret, QuicVersion.label(version, "key"), length);
    vector = hkdf.expandLabel(secret, QuicVersion.label(version, "iv"), 12);
    headerKey = hkdf.expandLabel(secret, QuicVersion.label(version, "hp"), length);
  }

  /**
   * The keys of one side's Handshake packets.
   *
   * @param cipherSuite of RFC 8446 appendix B.4
   * @param secret the side's handshake traffic secret
   * @return nothing for suites without authenticated encryption that QUIC uses
   */
  public static Optional<QuicKeys> ofHandshake(int version, int cipherSuite, Octets secret) {
    boolean known = cipherSuite >= AES_128_GCM_SHA256 && cipherSuite <= CHACHA20_POLY1305_SHA256;
    return known ? Optional.of(new QuicKeys(version, cipherSuite, secret)) : Optional.empty();
  }

  /**
   * Derives the keys of one side.
   *
   * @param destinationId of the client's first Initial packet
   * @param client whose packets are to be opened
   * @return nothing where the version is unknown
   */
  public static Optional<QuicKeys> derive(int version, Octets destinationId, boolean client) {
    Hkdf hkdf = Hkdf.sha256();
    return QuicVersion.salt(version)
        .map(salt -> hkdf.extract(salt, destinationId))
        .map(initial -> hkdf.expandLabel(initial, client ? "client in" : "server in", 32))
        .map(secret -> new QuicKeys(version, AES_128_GCM_SHA256, secret));
  }

  /**
   * Takes the protection off one packet that {@link QuicHeader#parse} found whole.
   *
   * @param length of the whole packet
   * @return the frames, or nothing where the keys do not fit
   */
  public Optional<Octets> open(ByteBuffer buffer, int offset, int length, QuicHeader header) {
    int sampleAt = header.numberAt() + 4;
    if (length < sampleAt + SAMPLE_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] mask = mask(Octets.copy(buffer, offset + sampleAt, SAMPLE_LENGTH));
      int first = buffer.get(offset) & 0xff ^ mask[0] & 0x0f;
      int numberLength = (first & 3) + 1;
      byte[] associated = Octets.copy(buffer, offset, header.numberAt() + numberLength).toArray();
      associated[0] = (byte) first;
      byte[] nonce = vector.toArray();
      for (int i = 0; i < numberLength; i++) {
        int at = header.numberAt() + i;
        associated[at] ^= mask[1 + i];
        nonce[nonce.length - numberLength + i] ^= associated[at];
      }
      Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
      AlgorithmParameterSpec parameters =
          chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(TAG_BITS, nonce);
      cipher.init(Cipher.DECRYPT_MODE, keyOf(key), parameters);
      cipher.updateAAD(associated);
      int payloadAt = header.numberAt() + numberLength;
      byte[] payload = Octets.copy(buffer, offset + payloadAt, length - payloadAt).toArray();
      return Optional.of(Octets.of(cipher.doFinal(payload)));
    } catch (GeneralSecurityException wrongKeys) {
      return Optional.empty();
    }
  }

  private byte[] mask(Octets sample) throws GeneralSecurityException {
    if (chacha) {
      ByteBuffer bytes = sample.buffer().order(ByteOrder.LITTLE_ENDIAN);
      byte[] nonce = new byte[12];
      bytes.get(4, nonce);
      Cipher cipher = Cipher.getInstance("ChaCha20");
      cipher.init(
          Cipher.ENCRYPT_MODE, keyOf(headerKey), new ChaCha20ParameterSpec(nonce, bytes.getInt(0)));
      return cipher.doFinal(new byte[5]);
    }
    // One block in ECB is how RFC 9001 section 5.4.3 defines the mask.
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, keyOf(headerKey));
    return cipher.doFinal(sample.toArray());
  }

  private SecretKeySpec keyOf(Octets bytes) {
    return new SecretKeySpec(bytes.toArray(), chacha ? "ChaCha20" : "AES");
  }
}
