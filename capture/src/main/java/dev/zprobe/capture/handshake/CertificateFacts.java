package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Octets;
import java.time.Instant;
import java.util.List;

/**
 * A certificate of a chain (RFC 5280).
 *
 * @param subject in the form of RFC 2253
 * @param sha256 of the encoded certificate, hexadecimal
 * @param names of the subject alternative name extension: DNS names and addresses
 * @param encoded DER
 */
public record CertificateFacts(
    String subject,
    String issuer,
    Instant notBefore,
    Instant notAfter,
    String sha256,
    List<String> names,
    Octets encoded) {
  public CertificateFacts {
    names = List.copyOf(names);
  }
}
