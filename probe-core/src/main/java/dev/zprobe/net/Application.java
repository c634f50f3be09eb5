package dev.zprobe.net;

import java.util.Arrays;
import java.util.Optional;

/** What is spoken at a target: decides the probe and the request that it sends. */
public enum Application {
  /** TCP connect only. */
  NONE("none"),
  HTTP("http"),
  HTTPS("https"),
  TLS("tls"),
  /** RFC 8489 Binding, over UDP or TCP. */
  STUN("stun"),
  /** The dialect without a magic cookie. */
  ZOOM_STUN("zoom-stun"),
  SIP("sip"),
  SIPS("sips"),
  ZOOM_MEDIA("zoom-media"),
  /** Reachability of QUIC by version negotiation, RFC 9000 section 6. */
  QUIC("quic"),
  DNS("dns"),
  NTP("ntp");

  private final String text;

  Application(String text) {
    this.text = text;
  }

  /** The word of the catalog. */
  public String text() {
    return text;
  }

  public boolean usesTls() {
    return this == HTTPS || this == TLS || this == SIPS;
  }

  /** Whether a probe of this application makes sense over a transport. */
  public boolean speaksOver(Transport transport) {
    return switch (this) {
      case NONE, HTTP, HTTPS, TLS, SIPS -> transport == Transport.TCP;
      case ZOOM_STUN, QUIC, NTP -> transport == Transport.UDP;
      case STUN, SIP, ZOOM_MEDIA, DNS -> true;
    };
  }

  public static Optional<Application> parse(String text) {
    return Arrays.stream(values()).filter(value -> value.text.equals(text)).findFirst();
  }
}
