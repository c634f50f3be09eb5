package dev.zprobe.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** JA3 and JA4: short names for the way in which a client says hello. GREASE is left out. */
public final class ClientFingerprint {
  /** What carries the handshake; JA4 begins with its letter. */
  public enum Carrier {
    TCP('t'),
    QUIC('q'),
    DTLS('d');

    private final char letter;

    Carrier(char letter) {
      this.letter = letter;
    }
  }

  private ClientFingerprint() {}

  /** MD5, in hexadecimal, of version, suites, extensions, groups and point formats. */
  public static String ja3(ClientHello hello) {
    return digest("MD5", ja3Text(hello));
  }

  static String ja3Text(ClientHello hello) {
    List<Integer> formats = new ArrayList<>();
    Octets body = hello.extension(TlsExtension.POINT_FORMATS).orElse(Octets.EMPTY);
    for (int at = 1; at < body.length(); at++) {
      formats.add(body.at(at));
    }
    return hello.legacyVersion()
        + ","
        + joined(hello.cipherSuites())
        + ","
        + joined(types(hello))
        + ","
        + joined(hello.groups())
        + ","
        + formats.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  /** JA4, such as {@code t13d1516h2_8daaf6152771_e5627efa2ab1}. */
  public static String ja4(ClientHello hello, Carrier carrier) {
    List<Integer> suites = withoutGrease(hello.cipherSuites());
    List<Integer> types = types(hello);
    String named = hello.extension(TlsExtension.SERVER_NAME).isPresent() ? "d" : "i";
    String counts = "%02d%02d".formatted(Math.min(suites.size(), 99), Math.min(types.size(), 99));
    String head = carrier.letter + versionCode(hello) + named + counts + protocolCode(hello);
    String sortedTypes =
        hex(
            types.stream()
                .filter(type -> type != TlsExtension.SERVER_NAME && type != TlsExtension.ALPN)
                .sorted()
                .toList());
    List<Integer> algorithms = withoutGrease(hello.signatureAlgorithms());
    String extensions = algorithms.isEmpty() ? sortedTypes : sortedTypes + "_" + hex(algorithms);
    return head
        + "_"
        + part(suites.isEmpty(), hex(suites.stream().sorted().toList()))
        + "_"
        + part(types.isEmpty(), extensions);
  }

  private static String part(boolean empty, String text) {
    return empty ? "000000000000" : digest("SHA-256", text).substring(0, 12);
  }

  private static String versionCode(ClientHello hello) {
    int highest = 0;
    for (int each : hello.versions()) {
      boolean better = each >>> 8 == 0xfe ? highest == 0 || each < highest : each > highest;
      highest = better ? each : highest;
    }
    return switch (highest) {
      case TlsVersion.TLS_1_3 -> "13";
      case TlsVersion.TLS_1_2 -> "12";
      case TlsVersion.TLS_1_1 -> "11";
      case TlsVersion.TLS_1_0 -> "10";
      case TlsVersion.SSL_3_0 -> "s3";
      case 0x0002 -> "s2";
      case TlsVersion.DTLS_1_0 -> "d1";
      case TlsVersion.DTLS_1_2 -> "d2";
      case TlsVersion.DTLS_1_3 -> "d3";
      default -> "00";
    };
  }

  private static String protocolCode(ClientHello hello) {
    Octets body = hello.extension(TlsExtension.ALPN).orElse(Octets.EMPTY);
    int length = body.length() < 4 ? 0 : Math.min(body.at(2), body.length() - 3);
    if (length == 0) {
      return "00";
    }
    int first = body.at(3);
    int last = body.at(2 + length);
    if (isAlphanumeric(first) && isAlphanumeric(last)) {
      return "" + (char) first + (char) last;
    }
    return "%02x".formatted(first).substring(0, 1) + "%02x".formatted(last).substring(1);
  }

  private static boolean isAlphanumeric(int character) {
    return character < 128 && Character.isLetterOrDigit(character);
  }

  private static List<Integer> types(ClientHello hello) {
    return withoutGrease(hello.extensions().stream().map(TlsExtension::type).toList());
  }

  private static List<Integer> withoutGrease(List<Integer> values) {
    return values.stream().filter(each -> !TlsVersion.isGrease(each)).toList();
  }

  private static String joined(List<Integer> values) {
    return withoutGrease(values).stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private static String hex(List<Integer> values) {
    return values.stream().map("%04x"::formatted).collect(Collectors.joining(","));
  }

  private static String digest(String algorithm, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has " + algorithm, impossible);
    }
  }
}
