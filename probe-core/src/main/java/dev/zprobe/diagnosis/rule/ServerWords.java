package dev.zprobe.diagnosis.rule;

import dev.zprobe.observation.TlsHandshake;
import java.util.List;

/** What servers say before they choose: asked so, a client has to begin again. */
final class ServerWords {
  /** RFC 8446 section 4.1.4, RFC 6347 section 4.2.1, RFC 9000 section 17.2.5. */
  private static final List<String> ONCE_MORE =
      List.of("HelloRetryRequest", "HelloVerifyRequest", "Retry");

  private ServerWords() {}

  /** {@code ServerHello} unless one of these came, and nothing of the handshake after it. */
  static String last(TlsHandshake hand) {
    if (hand.received("ServerHello")) {
      return "ServerHello";
    }
    return ONCE_MORE.stream().filter(hand::received).findFirst().orElse("ServerHello");
  }
}
