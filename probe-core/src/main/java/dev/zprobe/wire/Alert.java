package dev.zprobe.wire;

import java.nio.ByteBuffer;

/**
 * An alert that was sent in clear, RFC 8446 section 6.
 *
 * @param level 1 warning, 2 fatal
 * @param description the code of section 6, 0 to 255
 */
public record Alert(int level, int description) {
  public static final int LENGTH = 2;
  public static final int WARNING = 1;
  public static final int FATAL = 2;
  public static final int CLOSE_NOTIFY = 0;
  public static final int USER_CANCELED = 90;

  /** Reads the body of an alert record. One that is not two bytes long is encrypted. */
  public static Parsed<Alert> parse(ByteBuffer buffer, int offset, int length) {
    if (length < LENGTH) {
      return Parsed.truncated(LENGTH);
    }
    int level = buffer.get(offset) & 0xff;
    if (length > LENGTH || level < WARNING || level > FATAL) {
      return Parsed.malformed("not an alert in clear");
    }
    return Parsed.of(new Alert(level, buffer.get(offset + 1) & 0xff), LENGTH);
  }

  /** Whether the alert ends the connection by a failure; RFC 8446 ends it on all but two. */
  public boolean isFatal() {
    return level == FATAL;
  }

  public String levelName() {
    return level == FATAL ? "fatal" : "warning";
  }

  /** The name of a description in RFC 8446 section 6, RFC 5246 7.2 and older; else its number. */
  public String descriptionName() {
    return descriptionName(description);
  }

  public static String descriptionName(int description) {
    return switch (description) {
      case 0 -> "close_notify";
      case 10 -> "unexpected_message";
      case 20 -> "bad_record_mac";
      case 21 -> "decryption_failed";
      case 22 -> "record_overflow";
      case 30 -> "decompression_failure";
      case 40 -> "handshake_failure";
      case 41 -> "no_certificate";
      case 42 -> "bad_certificate";
      case 43 -> "unsupported_certificate";
      case 44 -> "certificate_revoked";
      case 45 -> "certificate_expired";
      case 46 -> "certificate_unknown";
      case 47 -> "illegal_parameter";
      case 48 -> "unknown_ca";
      case 49 -> "access_denied";
      case 50 -> "decode_error";
      case 51 -> "decrypt_error";
      default -> laterDescriptionName(description);
    };
  }

  private static String laterDescriptionName(int description) {
    return switch (description) {
      case 60 -> "export_restriction";
      case 70 -> "protocol_version";
      case 71 -> "insufficient_security";
      case 80 -> "internal_error";
      case 86 -> "inappropriate_fallback";
      case 90 -> "user_canceled";
      case 100 -> "no_renegotiation";
      case 109 -> "missing_extension";
      case 110 -> "unsupported_extension";
      case 111 -> "certificate_unobtainable";
      case 112 -> "unrecognized_name";
      case 113 -> "bad_certificate_status_response";
      case 114 -> "bad_certificate_hash_value";
      case 115 -> "unknown_psk_identity";
      case 116 -> "certificate_required";
      case 120 -> "no_application_protocol";
      case 121 -> "ech_required";
      default -> Integer.toString(description);
    };
  }
}
