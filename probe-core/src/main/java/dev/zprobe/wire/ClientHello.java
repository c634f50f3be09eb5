package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of a ClientHello, RFC 8446 section 4.1.2 and RFC 5246 section 7.4.1.2; with the cookie
 * of RFC 6347 section 4.2.1 stepped over where the version is one of DTLS.
 *
 * @param legacyVersion the version field in front; supported_versions overrules it
 * @param compressionMethods one byte each
 */
public record ClientHello(
    int legacyVersion,
    Octets random,
    Octets sessionId,
    List<Integer> cipherSuites,
    Octets compressionMethods,
    List<TlsExtension> extensions) {

  public ClientHello {
    cipherSuites = List.copyOf(cipherSuites);
    extensions = List.copyOf(extensions);
  }

  private static final int FIXED_LENGTH = 34;

  /** Reads the body, that is, what follows the four bytes of type and length. */
  public static Parsed<ClientHello> parse(ByteBuffer buffer, int offset, int length) {
    int end = offset + length;
    if (length < FIXED_LENGTH + 1) {
      return Parsed.truncated(FIXED_LENGTH + 1);
    }
    int version = buffer.getShort(offset) & 0xffff;
    if (version >>> 8 != 3 && version >>> 8 != 0xfe) {
      return Parsed.malformed("a hello of no known version");
    }
    int sessionAt = offset + FIXED_LENGTH;
    int sessionLength = buffer.get(sessionAt) & 0xff;
    if (sessionLength > 32) {
      return Parsed.malformed("a session id of more than 32 bytes");
    }
    int at = sessionAt + 1 + sessionLength;
    if (version >>> 8 == 0xfe && at < end) {
      at += 1 + (buffer.get(at) & 0xff);
    }
    if (end - at < 2) {
      return Parsed.truncated(at + 2 - offset);
    }
    int suitesLength = buffer.getShort(at) & 0xffff;
    int methodsAt = at + 2 + suitesLength;
    if (end - methodsAt < 1) {
      return Parsed.truncated(methodsAt + 1 - offset);
    }
    List<Integer> suites = new ArrayList<>(suitesLength / 2);
    for (int suite = at + 2; suite + 1 < methodsAt; suite += 2) {
      suites.add(buffer.getShort(suite) & 0xffff);
    }
    int methodsLength = buffer.get(methodsAt) & 0xff;
    int extensionsAt = methodsAt + 1 + methodsLength;
    if (extensionsAt > end) {
      return Parsed.truncated(extensionsAt - offset);
    }
    int extensionsLength =
        end - extensionsAt < 2
            ? 0
            : Math.min(buffer.getShort(extensionsAt) & 0xffff, end - extensionsAt - 2);
    return Parsed.of(
        new ClientHello(
            version,
            Octets.copy(buffer, offset + 2, 32),
            Octets.copy(buffer, sessionAt + 1, sessionLength),
            suites,
            Octets.copy(buffer, methodsAt + 1, methodsLength),
            TlsExtension.list(buffer, extensionsAt + 2, extensionsLength)),
        length);
  }

  public Optional<Octets> extension(int type) {
    return TlsExtension.find(extensions, type);
  }

  /** The host name of the server_name extension, RFC 6066 section 3. */
  public Optional<String> serverName() {
    Optional<Octets> body = extension(TlsExtension.SERVER_NAME);
    if (body.isEmpty() || body.get().length() < 5 || body.get().at(2) != 0) {
      return Optional.empty();
    }
    Octets list = body.get();
    int length = Math.min(list.uint16(3), list.length() - 5);
    return Optional.of(list.slice(5, length).printable());
  }

  /** The protocols offered, in order, RFC 7301. */
  public List<String> protocols() {
    return extension(TlsExtension.ALPN).map(TlsExtension::protocols).orElse(List.of());
  }

  /** The versions offered, without GREASE: supported_versions, else the legacy version alone. */
  public List<Integer> versions() {
    Optional<Octets> body = extension(TlsExtension.SUPPORTED_VERSIONS);
    if (body.isEmpty()) {
      return List.of(legacyVersion);
    }
    return TlsExtension.numbers(body.get(), 1).stream()
        .filter(each -> !TlsVersion.isGrease(each))
        .toList();
  }

  public List<Integer> groups() {
    return extension(TlsExtension.SUPPORTED_GROUPS)
        .map(body -> TlsExtension.numbers(body, 2))
        .orElse(List.of());
  }

  public List<Integer> signatureAlgorithms() {
    return extension(TlsExtension.SIGNATURE_ALGORITHMS)
        .map(body -> TlsExtension.numbers(body, 2))
        .orElse(List.of());
  }
}
