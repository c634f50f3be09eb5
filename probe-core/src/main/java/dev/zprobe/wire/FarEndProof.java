package dev.zprobe.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Proof of the token where there is room for one word only: as a header of SIP, as a protocol name
 * in a ClientHello. 16 bytes of session and nonce and half a code, in hexadecimal digits.
 *
 * @param session 8 bytes, the same for a whole run
 * @param nonce 8 bytes, never used twice
 */
public record FarEndProof(Octets session, Octets nonce) {
  /** The header of SIP that carries it. */
  public static final String SIP_HEADER = "X-Zprobe-Proof";

  /** An answer is longer by the address it was seen from and a tag, and lacks some headers. */
  private static final String ROOM = "0".repeat(96);

  private static final String PROTOCOL = "zprobe-";
  private static final int PART = 8;
  private static final int CODE = 16;
  private static final int DIGITS = 2 * (2 * PART + CODE);

  /** What the proof is for: a proof for one is none for the other. */
  public enum Use {
    SIP,
    TLS
  }

  public static FarEndProof fresh(RandomGenerator random, Octets session) {
    return new FarEndProof(session, Octets.random(random, PART));
  }

  /** The word. */
  public String word(Use use, FarEndToken token) {
    Octets open = new OctetsWriter().octets(session).octets(nonce).done();
    return open.hex() + token.code(bound(use, open)).slice(0, CODE).hex();
  }

  /**
   * A SIP request with the proof among its headers, and long enough for any answer.
   *
   * @param request as {@link SipMessage#options} makes it
   */
  public Octets dressed(Octets request, FarEndToken token) {
    String text = new String(request.toArray(), StandardCharsets.ISO_8859_1);
    String more =
        SIP_HEADER + ": " + word(Use.SIP, token) + "\r\n" + "X-Zprobe-Room: " + ROOM + "\r\n";
    return Octets.ascii(text.replaceFirst("(?m)^Content-Length:", more + "Content-Length:"));
  }

  /** The name of a protocol for ALPN (RFC 7301) that carries the word. */
  public String protocol(FarEndToken token) {
    return PROTOCOL + word(Use.TLS, token);
  }

  /** Reads a word; empty when the token does not vouch for it. */
  public static Optional<FarEndProof> read(String word, Use use, FarEndToken token) {
    if (word.length() != DIGITS || !word.matches("[0-9a-f]+")) {
      return Optional.empty();
    }
    Octets all = Octets.of(HexFormat.of().parseHex(word));
    Octets open = all.slice(0, 2 * PART);
    return token.vouches(bound(use, open), all.slice(2 * PART, CODE))
        ? Optional.of(new FarEndProof(all.slice(0, PART), all.slice(PART, PART)))
        : Optional.empty();
  }

  /** Reads the name of a protocol; empty when it is none of ours. */
  public static Optional<FarEndProof> readProtocol(String name, FarEndToken token) {
    return name.startsWith(PROTOCOL)
        ? read(name.substring(PROTOCOL.length()), Use.TLS, token)
        : Optional.empty();
  }

  private static Octets bound(Use use, Octets open) {
    return new OctetsWriter().ascii("zprobe " + use.name()).octets(open).done();
  }
}
