package dev.zprobe.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that a far-end responder and its clients share, as the key of HMAC-SHA256 (RFC 2104).
 * Its text never shows in {@link #toString}. Safe for many threads.
 */
public final class FarEndToken {
  /** Characters of a token, at least. */
  public static final int SHORTEST = 16;

  /** Bytes of a whole code. */
  public static final int MAC_LENGTH = 32;

  private static final int LONGEST = 256;
  private static final String ALGORITHM = "HmacSHA256";
  private final SecretKeySpec key;

  private FarEndToken(String text) {
    this.key = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * Takes a token that was agreed on.
   *
   * @throws IllegalArgumentException with one line when it is too short or no plain word
   */
  public static FarEndToken of(String text) {
    if (!text.matches("[\\x21-\\x7e]{" + SHORTEST + "," + LONGEST + "}")) {
      throw new IllegalArgumentException(
          "a token is "
              + SHORTEST
              + " to "
              + LONGEST
              + " printable ASCII characters without blanks");
    }
    return new FarEndToken(text);
  }

  /** A fresh token's text: 192 bits as hexadecimal digits. */
  public static String fresh(RandomGenerator random) {
    byte[] drawn = new byte[24];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /** The code of some bytes, {@value #MAC_LENGTH} of them. */
  public Octets code(Octets bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Octets.of(mac.doFinal(bytes.toArray()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
    }
  }

  /** Compares without telling by its duration where a difference is. */
  public boolean vouches(Octets bytes, Octets code) {
    Octets right = code(bytes).slice(0, Math.min(code.length(), MAC_LENGTH));
    return code.length() >= MAC_LENGTH / 2
        && MessageDigest.isEqual(right.toArray(), code.toArray());
  }

  @Override
  public String toString() {
    return "a token";
  }
}
