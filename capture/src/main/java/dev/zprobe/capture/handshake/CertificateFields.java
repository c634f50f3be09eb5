package dev.zprobe.capture.handshake;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The fields of a certificate in plain DER (RFC 5280 section 4.1), as nearly all are. Whatever is
 * out of the ordinary is an {@link IllegalArgumentException}: a complete decoder then has to judge
 * it. Loading that one takes longer than reading all certificates of many a capture.
 */
final class CertificateFields {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  /** 2.5.29.17. */
  private static final byte[] ALTERNATIVE_NAMES = {0x06, 0x03, 0x55, 0x1d, 0x11};

  private final byte[] bytes;
  private int at;
  private int end;
  private byte[] issuer = {};
  private byte[] subject = {};
  private Instant notBefore = Instant.EPOCH;
  private Instant notAfter = Instant.EPOCH;
  private final List<String> names = new ArrayList<>();
  private boolean hasAlternatives;

  CertificateFields(byte[] encoded) {
    bytes = encoded.clone();
    end = bytes.length;
    demand(enter(SEQUENCE) == bytes.length);
    int signed = enter(SEQUENCE);
    toBeSigned(signed);
    demand(at == signed);
    end = bytes.length;
    step(SEQUENCE);
    step(BIT_STRING);
    demand(at == end);
  }

  private void toBeSigned(int until) {
    end = until;
    if (tag() == VERSION) {
      step(VERSION);
    }
    step(INTEGER);
    step(SEQUENCE);
    issuer = whole(SEQUENCE);
    int validity = enter(SEQUENCE);
    notBefore = time();
    notAfter = time();
    demand(at == validity);
    subject = whole(SEQUENCE);
    step(SEQUENCE);
    if (at < until) {
      demand(tag() == EXTENSIONS);
      demand(enter(EXTENSIONS) == until);
      demand(enter(SEQUENCE) == until);
      while (at < until) {
        extension(enter(SEQUENCE));
      }
    }
  }

  private void extension(int until) {
    int oid = at;
    step(0x06);
    boolean alternatives = Arrays.equals(bytes, oid, at, ALTERNATIVE_NAMES, 0, 5);
    if (tag() == 0x01) {
      step(0x01);
    }
    if (!alternatives) {
      step(OCTET_STRING);
    } else {
      demand(!hasAlternatives);
      hasAlternatives = true;
      demand(enter(OCTET_STRING) == until);
      demand(enter(SEQUENCE) == until);
      while (at < until) {
        name();
      }
    }
    demand(at == until);
  }

  private void name() {
    int tag = tag();
    demand(tag == DNS_NAME || tag == IP_ADDRESS);
    int until = enter(tag);
    byte[] content = Arrays.copyOfRange(bytes, at, until);
    at = until;
    names.add(tag == DNS_NAME ? ascii(content) : Certificates.address(content));
  }

  /** DER, a Name. */
  byte[] issuer() {
    return issuer.clone();
  }

  /** DER, a Name. */
  byte[] subject() {
    return subject.clone();
  }

  Instant notBefore() {
    return notBefore;
  }

  Instant notAfter() {
    return notAfter;
  }

  /** DNS names and addresses of the subject, in their order. */
  List<String> names() {
    return List.copyOf(names);
  }

  private static String ascii(byte... content) {
    for (byte each : content) {
      demand(each >= 0);
    }
    return new String(content, StandardCharsets.US_ASCII);
  }

  /** RFC 5280 section 4.1.2.5: to the second, in UTC. */
  private Instant time() {
    int tag = tag();
    demand(tag == UTC_TIME || tag == GENERALIZED_TIME);
    int until = enter(tag);
    int yearDigits = tag == UTC_TIME ? 2 : 4;
    demand(until - at == yearDigits + 11 && bytes[until - 1] == 'Z');
    int year = digits(yearDigits);
    if (tag == UTC_TIME) {
      year += year < 50 ? 2000 : 1900;
    }
    int month = digits(2);
    int day = digits(2);
    int hour = digits(2);
    int minute = digits(2);
    int second = digits(2);
    at = until;
    try {
      return LocalDateTime.of(year, month, day, hour, minute, second).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException noDate) {
      throw new IllegalArgumentException("not a date", noDate);
    }
  }

  private int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      int digit = bytes[at++] - '0';
      demand(digit >= 0 && digit <= 9);
      value = value * 10 + digit;
    }
    return value;
  }

  private int tag() {
    demand(at < end);
    return bytes[at] & 0xff;
  }

  /** Goes to the content of an element with this tag; answers where it ends. */
  private int enter(int tag) {
    demand(tag() == tag && end - at >= 2);
    int first = bytes[at + 1] & 0xff;
    int length = first;
    int header = 2;
    if (first >= 0x80) {
      int count = first - 0x80;
      demand(count >= 1 && count <= 3 && end - at >= 2 + count);
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | bytes[at + 2 + i] & 0xff;
      }
      header += count;
    }
    demand(length <= end - at - header);
    at += header;
    return at + length;
  }

  private void step(int tag) {
    at = enter(tag);
  }

  private byte[] whole(int tag) {
    int from = at;
    step(tag);
    return Arrays.copyOfRange(bytes, from, at);
  }

  private static void demand(boolean ordinary) {
    if (!ordinary) {
      throw new IllegalArgumentException("not plain DER");
    }
  }
}
