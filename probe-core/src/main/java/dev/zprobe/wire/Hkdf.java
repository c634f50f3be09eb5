package dev.zprobe.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key derivation of RFC 5869 with the labels of RFC 8446 section 7.1. */
public final class Hkdf {
  private final String algorithm;

  private Hkdf(String algorithm) {
    this.algorithm = algorithm;
  }

  public static Hkdf sha256() {
    return new Hkdf("HmacSHA256");
  }

  public static Hkdf sha384() {
    return new Hkdf("HmacSHA384");
  }

  /** RFC 5869 section 2.2. */
  public Octets extract(Octets salt, Octets material) {
    return Octets.of(authenticate(salt.toArray(), material.toArray()));
  }

  /** HKDF-Expand-Label of RFC 8446 section 7.1 with an empty context; at most 64 bytes. */
  public Octets expandLabel(Octets secret, String label, int length) {
    Octets name = Octets.of(("tls13 " + label).getBytes(StandardCharsets.US_ASCII));
    Octets info =
        new OctetsWriter().uint16(length).vector8(new OctetsWriter().octets(name)).uint8(0).done();
    OctetsWriter out = new OctetsWriter();
    byte[] block = {};
    for (int counter = 1; out.length() < length; counter++) {
      OctetsWriter input = new OctetsWriter().octets(Octets.of(block)).octets(info).uint8(counter);
      block = authenticate(secret.toArray(), input.done().toArray());
      out.octets(Octets.of(block));
    }
    return out.done().slice(0, length);
  }

  private byte[] authenticate(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      byte[] usable = key.length == 0 ? new byte[1] : key;
      mac.init(new SecretKeySpec(usable, algorithm));
      return Arrays.copyOf(mac.doFinal(message), mac.getMacLength());
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError("every Java platform has " + algorithm, impossible);
    }
  }
}
