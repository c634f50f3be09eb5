package dev.zprobe.wire;

/** Version numbers of TLS (RFC 8446 appendix B) and DTLS (RFC 9147 section 5.3). */
public final class TlsVersion {
  public static final int SSL_3_0 = 0x0300;
  public static final int TLS_1_0 = 0x0301;
  public static final int TLS_1_1 = 0x0302;
  public static final int TLS_1_2 = 0x0303;
  public static final int TLS_1_3 = 0x0304;
  public static final int DTLS_1_0 = 0xfeff;
  public static final int DTLS_1_2 = 0xfefd;
  public static final int DTLS_1_3 = 0xfefc;

  private TlsVersion() {}

  /** Such as {@code TLSv1.2}; what has no name is given in hexadecimal. */
  public static String name(int version) {
    return switch (version) {
      case 0x0002 -> "SSLv2";
      case SSL_3_0 -> "SSLv3";
      case TLS_1_0 -> "TLSv1.0";
      case TLS_1_1 -> "TLSv1.1";
      case TLS_1_2 -> "TLSv1.2";
      case TLS_1_3 -> "TLSv1.3";
      case DTLS_1_0 -> "DTLSv1.0";
      case DTLS_1_2 -> "DTLSv1.2";
      case DTLS_1_3 -> "DTLSv1.3";
      default -> hex(version);
    };
  }

  private static String hex(int version) {
    return (version & 0xff00) == 0x7f00
        ? "TLSv1.3-draft" + (version & 0xff)
        : "0x%04x".formatted(version);
  }

  /** Whether a version means TLS 1.3 or one of its drafts, or DTLS 1.3. */
  public static boolean isVersion13(int version) {
    return version == TLS_1_3
        || version == DTLS_1_3
        || (version & 0xff00) == 0x7f00
        || (version & 0xff00) == 0x7e00;
  }

  /** Values that mean nothing and keep peers honest, RFC 8701 section 2. */
  public static boolean isGrease(int value) {
    return (value & 0x0f0f) == 0x0a0a && value >>> 8 == (value & 0xff);
  }
}
