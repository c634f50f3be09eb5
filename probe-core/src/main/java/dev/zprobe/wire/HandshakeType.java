package dev.zprobe.wire;

import java.util.Locale;
import java.util.Optional;

/**
 * Handshake message types with the name of the RFC that defines them, the same in lower case with
 * underscores, and the letter that Zeek's {@code ssl_history} uses.
 */
public enum HandshakeType {
  /** RFC 5246 section 7.4.1.1. */
  HELLO_REQUEST(0, "HelloRequest", 'H'),
  /** RFC 8446 section 4.1.2. */
  CLIENT_HELLO(1, "ClientHello", 'C'),
  /** RFC 8446 section 4.1.3. */
  SERVER_HELLO(2, "ServerHello", 'S'),
  /** RFC 6347 section 4.2.1. */
  HELLO_VERIFY_REQUEST(3, "HelloVerifyRequest", 'V'),
  /** RFC 5077 section 3.3, RFC 8446 section 4.6.1. */
  NEW_SESSION_TICKET(4, "NewSessionTicket", 'T'),
  /** RFC 8446 section 4.5. */
  END_OF_EARLY_DATA(5, "EndOfEarlyData", 'E'),
  /** RFC 8446 section 4.1.4: on the wire a ServerHello with a fixed random. */
  HELLO_RETRY_REQUEST(6, "HelloRetryRequest", 'J'),
  /** RFC 8446 section 4.3.1. */
  ENCRYPTED_EXTENSIONS(8, "EncryptedExtensions", 'O'),
  /** RFC 8446 section 4.4.2. */
  CERTIFICATE(11, "Certificate", 'X'),
  /** RFC 5246 section 7.4.3. */
  SERVER_KEY_EXCHANGE(12, "ServerKeyExchange", 'K'),
  /** RFC 8446 section 4.3.2. */
  CERTIFICATE_REQUEST(13, "CertificateRequest", 'R'),
  /** RFC 5246 section 7.4.5. */
  SERVER_HELLO_DONE(14, "ServerHelloDone", 'N'),
  /** RFC 8446 section 4.4.3. */
  CERTIFICATE_VERIFY(15, "CertificateVerify", 'Y'),
  /** RFC 5246 section 7.4.7. */
  CLIENT_KEY_EXCHANGE(16, "ClientKeyExchange", 'G'),
  /** RFC 8446 section 4.4.4. */
  FINISHED(20, "Finished", 'F'),
  /** RFC 6066 section 5. */
  CERTIFICATE_URL(21, "CertificateURL", 'W'),
  /** RFC 6066 section 8. */
  CERTIFICATE_STATUS(22, "CertificateStatus", 'U'),
  /** RFC 4680 section 2. */
  SUPPLEMENTAL_DATA(23, "SupplementalData", 'A'),
  /** RFC 8446 section 4.6.3. */
  KEY_UPDATE(24, "KeyUpdate", 'P'),
  /** RFC 8879 section 4. */
  COMPRESSED_CERTIFICATE(25, "CompressedCertificate", 'Z'),
  /** draft-agl-tls-nextprotoneg-04 section 3. */
  NEXT_PROTOCOL(67, "NextProtocol", 'Z'),
  /** RFC 8446 section 4.4.1. */
  MESSAGE_HASH(254, "MessageHash", 'M');

  private static final HandshakeType[] BY_CODE = new HandshakeType[256];

  static {
    for (HandshakeType each : values()) {
      BY_CODE[each.code] = each;
    }
  }

  private final int code;
  private final String title;
  private final char letter;

  HandshakeType(int code, String title, char letter) {
    this.code = code;
    this.title = title;
    this.letter = letter;
  }

  public int code() {
    return code;
  }

  /** The name in the RFC, such as {@code ClientHello}. */
  public String title() {
    return title;
  }

  /** The name in lower case, such as {@code client_hello}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Zeek's letter, upper case. */
  public char letter() {
    return letter;
  }

  /** The type of a code of 0 to 255, where it has one. */
  public static Optional<HandshakeType> of(int code) {
    return Optional.ofNullable(BY_CODE[code & 0xff]);
  }

  /** Whether a code has a name, without making garbage. */
  public static boolean isKnown(int code) {
    return code >= 0 && code < 256 && BY_CODE[code] != null;
  }
}
