package dev.zprobe.probe.tls;

import java.util.Arrays;
import java.util.Hashtable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.TlsServerCertificate;

/** What the OCSP response says that came with a certificate (RFC 6066, RFC 6960). */
final class Staple {
  private static final Integer CERTIFICATE_STATUS_EXTENSION = 5;
  private static final int OCSP = 1;

  /** Type, and a length of three bytes. */
  private static final int STATUS_HEADER = 4;

  private static final String UNREADABLE = "unreadable";

  private Staple() {}

  /** {@code good}, {@code revoked}, {@code unknown}, {@code unreadable}, or empty without one. */
  static String of(TlsServerCertificate server) {
    CertificateStatus status = server.getCertificateStatus();
    if (status != null) {
      return status.getStatusType() == OCSP ? of(status.getOCSPResponse()) : UNREADABLE;
    }
    Certificate chain = server.getCertificate();
    if (chain.isEmpty()) {
      return "";
    }
    // RFC 8446 section 4.4.2.1: in 1.3 the staple is an extension of the certificate entry.
    Hashtable<?, ?> extensions = chain.getCertificateEntryAt(0).getExtensions();
    return extensions != null
            && extensions.get(CERTIFICATE_STATUS_EXTENSION) instanceof byte[] content
        ? of(content)
        : "";
  }

  /**
   * @param content of the extension: type, length, response
   */
  static String of(byte[] content) {
    if (content.length <= STATUS_HEADER || content[0] != OCSP) {
      return UNREADABLE;
    }
    try {
      return of(
          OCSPResponse.getInstance(Arrays.copyOfRange(content, STATUS_HEADER, content.length)));
    } catch (RuntimeException malformed) {
      return UNREADABLE; // The library's parsers meet hostile input here.
    }
  }

  private static String of(OCSPResponse response) {
    try {
      boolean successful =
          response.getResponseStatus().getIntValue() == OCSPResponseStatus.SUCCESSFUL;
      if (!successful
          || !OCSPObjectIdentifiers.id_pkix_ocsp_basic.equals(
              response.getResponseBytes().getResponseType())) {
        return UNREADABLE;
      }
      ASN1OctetString basic = response.getResponseBytes().getResponse();
      SingleResponse first =
          SingleResponse.getInstance(
              BasicOCSPResponse.getInstance(basic.getOctets())
                  .getTbsResponseData()
                  .getResponses()
                  .getObjectAt(0));
      return switch (first.getCertStatus().getTagNo()) {
        case 0 -> "good";
        case 1 -> "revoked";
        case 2 -> "unknown";
        default -> UNREADABLE;
      };
    } catch (RuntimeException malformed) {
      return UNREADABLE;
    }
  }
}
