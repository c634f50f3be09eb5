package dev.zprobe.capture.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.testdata.certificate.Authority;
import dev.zprobe.testdata.certificate.Leaf;
import dev.zprobe.wire.Octets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What reads certificates quickly must say the same as what reads all of them. */
class CertificatesTest {
  private static final Instant NOW = Instant.parse("2026-11-05T10:00:00Z");

  private static List<X509Certificate> chain(Instant from, Instant until) {
    return Authority.create("Zone", NOW)
        .issue(new Leaf(List.of("zoom.us", "*.zoom.us", "xn--bcher-kva.example"), from, until))
        .chain();
  }

  @Test
  void plainCertificatesAreReadAlike() throws GeneralSecurityException {
    List<Instant> ends =
        List.of(
            NOW.plusSeconds(3600),
            Instant.parse("2049-12-31T23:59:59Z"),
            Instant.parse("2050-01-01T00:00:00Z"),
            Instant.parse("2400-02-29T00:00:00Z"));
    for (Instant end : ends) {
      for (X509Certificate each : chain(Instant.parse("1996-02-29T12:00:01Z"), end)) {
        Octets encoded = Octets.of(each.getEncoded());
        CertificateFacts quick = new Certificates().decode(List.of(encoded)).get(0);
        assertEquals(Certificates.decodeAny(encoded).orElseThrow(), quick);
        assertEquals(quick.notAfter(), new CertificateFields(each.getEncoded()).notAfter());
      }
    }
  }

  @Test
  void whatIsCutShortIsNotPlain() throws GeneralSecurityException {
    byte[] whole = chain(NOW, NOW.plusSeconds(60)).get(0).getEncoded();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(IllegalArgumentException.class, () -> new CertificateFields(cut));
      assertTrue(new Certificates().decode(List.of(Octets.of(cut))).isEmpty());
    }
  }

  /** Either it says that it cannot, or it says something; nothing else comes out. */
  @Test
  void damageIsNoSurprise() throws GeneralSecurityException {
    byte[] whole = chain(NOW, NOW.plusSeconds(60)).get(0).getEncoded();
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      new Certificates().decode(List.of(Octets.of(damaged)));
    }
  }
}
