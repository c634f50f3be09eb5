package dev.zprobe.capture.handshake;

import dev.zprobe.wire.Alert;
import dev.zprobe.wire.ClientFingerprint;
import dev.zprobe.wire.ClientHello;
import java.util.List;
import java.util.Optional;

/**
 * The TLS or DTLS handshake of a flow; what cannot be read because it is encrypted is not listed.
 *
 * @param offer from the first ClientHello, where one was seen
 * @param choice from the ServerHello, where one was seen
 * @param chain Zeek's letters and the server's certificates, leaf first
 */
public record TlsFacts(
    Kind kind,
    List<Message> messages,
    List<SentAlert> alerts,
    Optional<Offer> offer,
    Optional<Choice> choice,
    Chain chain,
    Optional<HandshakeProgress> progress)
    implements ProtocolFacts {

  /** The same where the messages do not show how far the handshake got. */
  TlsFacts withoutProgress() {
    return new TlsFacts(kind, messages, alerts, offer, choice, chain, Optional.empty());
  }

  /** Over a stream or over datagrams. */
  public enum Kind {
    TLS("tls"),
    DTLS("dtls");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The key in the flow listing. */
    public String text() {
      return text;
    }
  }

  /**
   * A handshake message in clear, or decrypted with given secrets.
   *
   * @param type such as {@code client_hello}
   * @param frame in which its last byte came
   */
  public record Message(End from, String type, long frame, long nanos) {}

  /** An alert in clear, or decrypted with given secrets. */
  public record SentAlert(End from, Alert alert, long frame, long nanos) {}

  /**
   * What the client offered.
   *
   * @param versions names such as {@code TLSv1.3}, without GREASE, as sent
   * @param hello without what no fact needs
   */
  public record Offer(
      Optional<String> serverName,
      List<String> protocols,
      List<String> versions,
      ClientHello hello,
      ClientFingerprint.Carrier carrier) {

    /** Reckoned when it is asked for: few flows are looked at so closely. */
    public String ja3() {
      return ClientFingerprint.ja3(hello);
    }

    public String ja4() {
      return ClientFingerprint.ja4(hello, carrier);
    }
  }

  /**
   * What the server chose.
   *
   * @param cipherSuite such as {@code 0xc030}
   * @param protocol of ALPN, where it was in clear
   * @param resumed whether a session was taken up again
   */
  public record Choice(
      String version, String cipherSuite, Optional<String> protocol, boolean resumed) {}

  /**
   * Zeek's letters and the server's certificates.
   *
   * @param history letters of {@code ssl_history}, up to the end of the handshake
   */
  public record Chain(String history, List<CertificateFacts> certificates) {}

  public TlsFacts {
    messages = List.copyOf(messages);
    alerts = List.copyOf(alerts);
  }
}
