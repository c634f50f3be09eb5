package dev.zprobe.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What stands where a client of a meeting has its token: {@link ZoomMedia#TOKEN_LENGTH} bytes. */
final class MadeUpToken {
  private static final String ALGORITHM = "SHA-512"; // gives as many bytes

  private MadeUpToken() {}

  static Octets of(Octets connectionId) {
    try {
      MessageDigest digest = MessageDigest.getInstance(ALGORITHM);
      digest.update("zprobe".getBytes(StandardCharsets.US_ASCII));
      return Octets.of(digest.digest(connectionId.toArray()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }
}
