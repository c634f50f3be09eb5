package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of Initial packets, which anybody who saw the client's first packet can derive (RFC 9001
 * section 5.2). Immutable.
 */
public final class QuicInitialKeys {
  private static final int TAG_BITS = 128;
  private static final int SAMPLE_LENGTH = 16;

  private final Octets key;
  private final Octets vector;
  private final Octets headerKey;

  private QuicInitialKeys(int version, Octets secret) {
    Hkdf hkdf = Hkdf.sha256();
    key = hkdf.expandLabel(secret, QuicVersion.label(version, "key"), 16);
    vector = hkdf.expandLabel(secret, QuicVersion.label(version, "iv"), 12);
    headerKey = hkdf.expandLabel(secret, QuicVersion.label(version, "hp"), 16);
  }

  /**
   * Derives the keys of one side.
   *
   * @param destinationId of the client's first Initial packet
   * @param client whose packets are to be opened
   * @return nothing where the version is unknown
   */
  public static Optional<QuicInitialKeys> derive(
      int version, Octets destinationId, boolean client) {
    Hkdf hkdf = Hkdf.sha256();
    return QuicVersion.salt(version)
        .map(salt -> hkdf.extract(salt, destinationId))
        .map(initial -> hkdf.expandLabel(initial, client ? "client in" : "server in", 32))
        .map(secret -> new QuicInitialKeys(version, secret));
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
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key.toArray(), "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(associated);
      int payloadAt = header.numberAt() + numberLength;
      byte[] payload = Octets.copy(buffer, offset + payloadAt, length - payloadAt).toArray();
      return Optional.of(Octets.of(cipher.doFinal(payload)));
    } catch (GeneralSecurityException wrongKeys) {
      return Optional.empty();
    }
  }

  private byte[] mask(Octets sample) throws GeneralSecurityException {
    // One block in ECB is how RFC 9001 section 5.4.3 defines the mask.
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(headerKey.toArray(), "AES"));
    return cipher.doFinal(sample.toArray());
  }
}
