package dev.zprobe.probe.tls;

import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import dev.zprobe.probe.Arrival;
import dev.zprobe.probe.Patience;
import dev.zprobe.probe.PeerText;
import dev.zprobe.wire.Octets;
import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/** How a handshake that did not come to its end is named. */
final class TlsFailures {
  private static final int LEAST_CONTENT_TYPE = 20; // RFC 8446 section 5.1
  private static final int MOST_CONTENT_TYPE = 24;
  private static final int MAJOR_VERSION = 3;
  private static final int SHOWN_BYTES = 24;

  private TlsFailures() {}

  /**
   * @param first nothing at all had come before
   */
  static Failure of(Arrival arrival, boolean first, Patience patience) {
    String detail = first ? "nothing came" : "in the middle of the handshake";
    if (arrival instanceof Arrival.Ended) {
      return new Failure(FailureCode.TLS_CLOSED, detail);
    }
    if (arrival instanceof Arrival.Reset) {
      return new Failure(FailureCode.TLS_RESET, detail);
    }
    if (arrival instanceof Arrival.Broken broken) {
      return new Failure(FailureCode.TLS_MALFORMED, broken.what());
    }
    return patience.silence(FailureCode.TLS_TIMEOUT, detail);
  }

  static Failure of(IOException thrown) {
    if (thrown instanceof TlsFatalAlertReceived received) {
      return new Failure(
          FailureCode.TLS_ALERT, AlertDescription.getName(received.getAlertDescription()));
    }
    if (thrown instanceof TlsFatalAlert raised) {
      String name = AlertDescription.getName(raised.getAlertDescription());
      return new Failure(codeOfOurs(raised.getAlertDescription()), "our alert " + name);
    }
    return new Failure(FailureCode.TLS_MALFORMED, PeerText.clean(String.valueOf(thrown)));
  }

  /** What we complain of, RFC 8446 section 6.2. */
  private static FailureCode codeOfOurs(short description) {
    return switch (description) {
      case AlertDescription.protocol_version,
          AlertDescription.handshake_failure,
          AlertDescription.insufficient_security ->
          FailureCode.TLS_INCOMPATIBLE;
      case AlertDescription.bad_certificate,
          AlertDescription.unsupported_certificate,
          AlertDescription.certificate_unknown ->
          FailureCode.CERTIFICATE_UNTRUSTED;
      default -> FailureCode.TLS_MALFORMED;
    };
  }

  static boolean looksLikeTls(Octets octets) {
    int type = octets.at(0);
    boolean known = type >= LEAST_CONTENT_TYPE && type <= MOST_CONTENT_TYPE;
    return known && (octets.length() < 2 || octets.at(1) == MAJOR_VERSION);
  }

  static Failure foreign(Octets octets) {
    Octets start = octets.slice(0, Math.min(SHOWN_BYTES, octets.length()));
    return new Failure(FailureCode.TLS_MALFORMED, "begins with \"" + start.printable() + "\"");
  }
}
