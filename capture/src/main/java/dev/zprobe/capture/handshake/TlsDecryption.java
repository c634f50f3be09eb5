package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Hkdf;
import dev.zprobe.wire.Octets;
import dev.zprobe.wire.TlsRecord;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens the TLS 1.3 records of one side with one traffic secret, RFC 8446 section 5.2. */
final class TlsDecryption {
  private static final int AES_128_GCM_SHA256 = 0x1301;
  private static final int AES_256_GCM_SHA384 = 0x1302;
  private static final int CHACHA20_POLY1305_SHA256 = 0x1303;
  private static final int TAG_BITS = 128;

  private final boolean chacha;
  private final SecretKeySpec key;
  private final Octets vector;
  private long sequence;

  private TlsDecryption(boolean chacha, SecretKeySpec key, Octets vector) {
    this.chacha = chacha;
    this.key = key;
    this.vector = vector;
  }

  /** Keys of a cipher suite of RFC 8446 appendix B.4; nothing for other suites. */
  static Optional<TlsDecryption> of(int cipherSuite, Octets secret) {
    boolean known = cipherSuite >= AES_128_GCM_SHA256 && cipherSuite <= CHACHA20_POLY1305_SHA256;
    if (!known) {
      return Optional.empty();
    }
    boolean chacha = cipherSuite == CHACHA20_POLY1305_SHA256;
    Hkdf hkdf = cipherSuite == AES_256_GCM_SHA384 ? Hkdf.sha384() : Hkdf.sha256();
    Octets key = hkdf.expandLabel(secret, "key", cipherSuite == AES_128_GCM_SHA256 ? 16 : 32);
    return Optional.of(
        new TlsDecryption(
            chacha,
            new SecretKeySpec(key.toArray(), chacha ? "ChaCha20" : "AES"),
            hkdf.expandLabel(secret, "iv", 12)));
  }

  /**
   * Opens one whole record.
   *
   * @param offset of the record's header
   * @return content, content type and padding, or nothing where the key does not fit
   */
  Optional<Octets> open(ByteBuffer buffer, int offset, int length) {
    byte[] nonce = vector.toArray();
    for (int i = 0; i < 8; i++) {
      nonce[nonce.length - 1 - i] ^= (byte) (sequence >>> 8 * i);
    }
    try {
      Cipher cipher = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
      AlgorithmParameterSpec parameters =
          chacha ? new IvParameterSpec(nonce) : new GCMParameterSpec(TAG_BITS, nonce);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      cipher.updateAAD(Octets.copy(buffer, offset, TlsRecord.HEADER_LENGTH).toArray());
      int sealedLength = length - TlsRecord.HEADER_LENGTH;
      byte[] sealed = Octets.copy(buffer, offset + TlsRecord.HEADER_LENGTH, sealedLength).toArray();
      Octets opened = Octets.of(cipher.doFinal(sealed));
      sequence++;
      return Optional.of(opened);
    } catch (GeneralSecurityException wrongKey) {
      return Optional.empty();
    }
  }
}
