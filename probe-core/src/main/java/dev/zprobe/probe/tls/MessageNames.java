package dev.zprobe.probe.tls;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.tls.CipherSuite;

/** Handshake messages and cipher suites as the RFCs and IANA write them. */
final class MessageNames {
  static final String CHANGE_CIPHER_SPEC = "change_cipher_spec";

  private static final Map<Integer, String> CIPHERS = ciphers();

  private MessageNames() {}

  /** RFC 8446 section 4 and RFC 5246 section 7.4. */
  static String of(int type) {
    return switch (type) {
      case 0 -> "HelloRequest";
      case 1 -> "ClientHello";
      case 2 -> "ServerHello";
      case 4 -> "NewSessionTicket";
      case 5 -> "EndOfEarlyData";
      case 8 -> "EncryptedExtensions";
      case 11 -> "Certificate";
      case 12 -> "ServerKeyExchange";
      case 13 -> "CertificateRequest";
      case 14 -> "ServerHelloDone";
      case 15 -> "CertificateVerify";
      case 16 -> "ClientKeyExchange";
      case 20 -> "Finished";
      case 22 -> "CertificateStatus";
      case 24 -> "KeyUpdate";
      default -> "handshake message " + (type & 0xff);
    };
  }

  /** For example {@code TLS_AES_256_GCM_SHA384}; hexadecimal when it has no name; empty for 0. */
  static String cipher(int number) {
    return number == 0
        ? ""
        : CIPHERS.getOrDefault(number, String.format(Locale.ROOT, "0x%04x", number));
  }

  private static Map<Integer, String> ciphers() {
    Map<Integer, String> names = new HashMap<>();
    for (Field each : CipherSuite.class.getFields()) {
      if (each.getType() == int.class && Modifier.isStatic(each.getModifiers())) {
        try {
          names.putIfAbsent(each.getInt(null), each.getName());
        } catch (IllegalAccessException impossible) {
          throw new AssertionError("constants of a public class are public", impossible);
        }
      }
    }
    return Map.copyOf(names);
  }
}
