package dev.zprobe.capture.analyze;

import dev.zprobe.capture.handshake.HandshakeProgress;
import dev.zprobe.capture.handshake.QuicFacts;
import dev.zprobe.capture.handshake.TlsFacts;
import dev.zprobe.wire.Alert;
import java.util.ArrayList;
import java.util.List;

/** The handshake of TLS that datagrams carry, as one over TCP would look. */
final class DatagramHandshake {
  /** RFC 9001 section 4.8: an error of this and the alert's number. */
  private static final int CRYPTO_ERROR = 0x100;

  private static final TlsFacts.Chain NO_CHAIN = new TlsFacts.Chain("", List.of());

  private DatagramHandshake() {}

  /** Without certificates: over DTLS they are vouched for by other means (RFC 8827 section 6.5). */
  static TlsFacts of(TlsFacts dtls) {
    return new TlsFacts(
        dtls.kind(),
        dtls.messages(),
        dtls.alerts(),
        dtls.offer(),
        dtls.choice(),
        NO_CHAIN,
        dtls.progress());
  }

  /** A Retry is a message of its own here; a TLS error with which it was closed is an alert. */
  static TlsFacts of(FlowView view, QuicFacts quic) {
    List<TlsFacts.Message> messages = new ArrayList<>(quic.messages());
    long last = view.flow().lastNanos();
    if (quic.progress().flatMap(HandshakeProgress::lastSeen).filter("Retry"::equals).isPresent()) {
      messages.add(new TlsFacts.Message(view.opener().other(), "retry", 0, last));
    }
    List<TlsFacts.SentAlert> alerts = new ArrayList<>();
    long code = quic.closeCode().orElse(0);
    if (code >= CRYPTO_ERROR && code < 2 * CRYPTO_ERROR) {
      Alert alert = new Alert(Alert.FATAL, (int) code - CRYPTO_ERROR);
      alerts.add(new TlsFacts.SentAlert(quic.closedBy().orElseThrow(), alert, 0, last));
    }
    return new TlsFacts(
        TlsFacts.Kind.TLS,
        messages,
        alerts,
        quic.offer(),
        quic.choice(),
        NO_CHAIN,
        quic.progress());
  }
}
