package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The body of a ServerHello, RFC 8446 section 4.1.3 and RFC 5246 section 7.4.1.3.
 *
 * @param legacyVersion the version field in front; supported_versions overrules it
 */
public record ServerHello(
    int legacyVersion,
    Octets random,
    Octets sessionId,
    int cipherSuite,
    List<TlsExtension> extensions) {
  private static final int FIXED_LENGTH = 34;

  /** RFC 8446 section 4.1.3: the random that makes a ServerHello a HelloRetryRequest. */
  public static final Octets RETRY_RANDOM =
      Octets.fromHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

  private static final int DRAFTS_WITHOUT_SESSION_ID_LAST = 0x7f15;

  public ServerHello {
    extensions = List.copyOf(extensions);
  }

  /** Reads the body; the drafts of TLS 1.3 up to 21, which have no session id, too. */
  public static Parsed<ServerHello> parse(ByteBuffer buffer, int offset, int length) {
    int end = offset + length;
    if (length < FIXED_LENGTH + 2) {
      return Parsed.truncated(FIXED_LENGTH + 2);
    }
    int version = buffer.getShort(offset) & 0xffff;
    boolean draft = version >= 0x7f00 && version <= DRAFTS_WITHOUT_SESSION_ID_LAST;
    if (version >>> 8 != 3 && version >>> 8 != 0xfe && !draft) {
      return Parsed.malformed("a hello of no known version");
    }
    int sessionAt = offset + FIXED_LENGTH;
    int sessionLength = draft ? 0 : buffer.get(sessionAt) & 0xff;
    if (sessionLength > 32) {
      return Parsed.malformed("a session id of more than 32 bytes");
    }
    int suiteAt = draft ? sessionAt : sessionAt + 1 + sessionLength;
    int extensionsAt = suiteAt + (draft ? 2 : 3);
    if (end < extensionsAt) {
      return Parsed.truncated(extensionsAt - offset);
    }
    int extensionsLength =
        end - extensionsAt < 2
            ? 0
            : Math.min(buffer.getShort(extensionsAt) & 0xffff, end - extensionsAt - 2);
    return Parsed.of(
        new ServerHello(
            version,
            Octets.copy(buffer, offset + 2, 32),
            draft ? Octets.EMPTY : Octets.copy(buffer, sessionAt + 1, sessionLength),
            buffer.getShort(suiteAt) & 0xffff,
            TlsExtension.list(buffer, extensionsAt + 2, extensionsLength)),
        length);
  }

  public boolean isHelloRetryRequest() {
    return random.equals(RETRY_RANDOM);
  }

  public Optional<Octets> extension(int type) {
    return TlsExtension.find(extensions, type);
  }

  /** The version chosen. */
  public int version() {
    Optional<Octets> chosen = extension(TlsExtension.SUPPORTED_VERSIONS);
    return chosen.isPresent() && chosen.get().length() == 2
        ? chosen.get().uint16(0)
        : legacyVersion;
  }

  /** The protocol chosen, where it stands here: TLS 1.3 puts it into EncryptedExtensions. */
  public Optional<String> protocol() {
    return extension(TlsExtension.ALPN)
        .map(TlsExtension::protocols)
        .filter(names -> !names.isEmpty())
        .map(names -> names.get(0));
  }
}
