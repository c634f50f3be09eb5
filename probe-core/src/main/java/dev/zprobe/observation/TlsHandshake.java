package dev.zprobe.observation;

import dev.zprobe.net.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One TLS handshake over a connection that stands.
 *
 * <p>An untrusted or expired chain lets the handshake finish, so that everything is seen; the
 * failure says so afterwards, judged by this host's clock.
 */
public record TlsHandshake(
    Stamp stamp,
    Endpoint endpoint,
    Hello hello,
    List<Message> messages,
    Outcome outcome,
    Optional<Failure> failure,
    Trace trace)
    implements Observation {

  /** In what one hello differs from the regular one. */
  public enum Variant {
    NORMAL,
    OTHER_NAME,
    NO_NAME,
    /** Padded beyond one segment. */
    LARGE,
    /** Without key shares for post-quantum groups and without padding. */
    SMALL,
    /** Offers TLS 1.2 only. */
    TLS12_ONLY,
    /** The regular hello once more, for telling chance from rule. */
    REPEAT
  }

  /**
   * What was offered.
   *
   * @param serverName the SNI (RFC 6066), empty when none was sent
   * @param versions as RFC 8446 writes them, {@code TLSv1.3} first
   * @param bytes size of the ClientHello message, 0 when it was never built
   */
  public record Hello(String serverName, Variant variant, List<String> versions, int bytes) {}

  /**
   * One handshake message or change_cipher_spec, as RFC 8446 and RFC 5246 name them.
   *
   * @param after since the connection was established
   */
  public record Message(boolean outgoing, String name, Duration after) {}

  /** An alert, RFC 8446 section 6, with its name there. */
  public record Alert(boolean outgoing, boolean fatal, int code, String name) {}

  /**
   * One certificate of the chain, the leaf first.
   *
   * @param names subject alternative names, DNS and IP
   * @param certificateBase64 the DER form
   */
  public record PeerCertificate(
      String subject,
      String issuer,
      Instant notBefore,
      Instant notAfter,
      String sha256,
      List<String> names,
      String certificateBase64) {}

  /**
   * What can be said of the chain apart from its dates.
   *
   * @param publicRoot it ends in a public root (or one given as such)
   * @param platformRoot it ends in a root of the store of this machine
   * @param nameMatches the leaf is for the name that was asked for (RFC 9525)
   * @param problem empty, {@code self-signed}, {@code incomplete-chain}, {@code unknown-authority}
   *     or {@code unparsable}
   */
  public record Trust(
      boolean publicRoot, boolean platformRoot, boolean nameMatches, String problem) {
    public static final Trust UNKNOWN = new Trust(false, false, false, "");
  }

  /**
   * What was agreed; empty strings and lists where the handshake did not get so far.
   *
   * @param version RFC name, {@code TLSv1.3}
   * @param cipher the IANA name
   * @param staple what the OCSP response says that came along: {@code good}, {@code revoked},
   *     {@code unknown} or {@code unreadable}; empty where none came. Its signature is not checked.
   */
  public record Outcome(
      String version,
      String cipher,
      String alpn,
      String staple,
      List<Alert> alerts,
      List<PeerCertificate> chain,
      Trust trust) {
    public static final Outcome NONE =
        new Outcome("", "", "", "", List.of(), List.of(), Trust.UNKNOWN);

    public boolean stapled() {
      return !staple.isEmpty();
    }
  }

  public boolean received(String message) {
    return messages.stream().anyMatch(each -> !each.outgoing() && each.name().equals(message));
  }

  /** True when anything of the TLS protocol came back. */
  public boolean answered() {
    return messages.stream().anyMatch(each -> !each.outgoing()) || !outcome.alerts().isEmpty();
  }

  @Override
  public TlsHandshake withTrace(Trace seen) {
    return new TlsHandshake(stamp, endpoint, hello, messages, outcome, failure, seen);
  }

  @Override
  public String step() {
    return "tls-handshake";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
