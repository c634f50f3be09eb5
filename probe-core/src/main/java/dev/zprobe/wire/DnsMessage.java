package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A DNS message, RFC 1035 section 4: its question and what the answer section says.
 *
 * @param flags bits 16 to 31 of the header
 * @param answers the records of the answer section that could be read, at most 64
 * @param answerCount the number of them that the header claims
 */
public record DnsMessage(
    int id, int flags, List<Question> questions, List<Answer> answers, int answerCount) {

  /** Name without the last dot, the root as a dot; type as in RFC 1035 section 3.2.2. */
  public record Question(String name, int type) {}

  /**
   * One resource record.
   *
   * @param value an address in text for A and AAAA, a name for CNAME, NS and PTR, else empty
   * @param ttl seconds, 0 to 2^32 - 1
   */
  public record Answer(String name, int type, long ttl, String value) {}

  public static final int HEADER_LENGTH = 12;
  public static final int TYPE_A = 1;
  public static final int TYPE_CNAME = 5;
  public static final int TYPE_AAAA = 28;

  /** RFC 6891 section 6.1.1. */
  public static final int TYPE_OPT = 41;

  public DnsMessage {
    questions = List.copyOf(questions);
    answers = List.copyOf(answers);
  }

  /** Reads a message; compression pointers that loop or lead outside are malformed. */
  public static Parsed<DnsMessage> parse(ByteBuffer buffer, int offset, int length) {
    return new DnsReader(buffer, offset, length).message();
  }

  /** Whether 12 bytes could be a header: few questions, a known operation, no reserved bit. */
  public static boolean looksLikeHeader(ByteBuffer buffer, int offset, int length) {
    if (length < HEADER_LENGTH) {
      return false;
    }
    int flags = buffer.getShort(offset + 2) & 0xffff;
    int operation = flags >>> 11 & 15;
    int questions = buffer.getShort(offset + 4) & 0xffff;
    int answers = buffer.getShort(offset + 6) & 0xffff;
    boolean counts = questions <= 1 && answers <= 256 && questions + answers > 0;
    boolean query = flags >>> 15 == 0 && answers == 0 && (flags & 15) == 0;
    return counts && operation <= 5 && (flags & 0x40) == 0 && (query || flags >>> 15 == 1);
  }

  public boolean isResponse() {
    return (flags & 0x8000) != 0;
  }

  /** RFC 1035 section 4.1.1: TC, the answer did not fit. */
  public boolean isTruncated() {
    return (flags & 0x0200) != 0;
  }

  /** The four bits of RFC 1035; the upper ones of EDNS are not here. */
  public int rcode() {
    return flags & 15;
  }

  /** A name such as {@code NXDOMAIN} (RFC 6895 section 2.3), else the number. */
  public static String rcodeName(int rcode) {
    return switch (rcode) {
      case 0 -> "NOERROR";
      case 1 -> "FORMERR";
      case 2 -> "SERVFAIL";
      case 3 -> "NXDOMAIN";
      case 4 -> "NOTIMP";
      case 5 -> "REFUSED";
      case 6 -> "YXDOMAIN";
      case 7 -> "YXRRSET";
      case 8 -> "NXRRSET";
      case 9 -> "NOTAUTH";
      case 10 -> "NOTZONE";
      default -> Integer.toString(rcode);
    };
  }

  /** A name such as {@code AAAA} for the types in common use, else {@code TYPE} and its number. */
  public static String typeName(int type) {
    return switch (type) {
      case TYPE_A -> "A";
      case 2 -> "NS";
      case TYPE_CNAME -> "CNAME";
      case 6 -> "SOA";
      case 12 -> "PTR";
      case 15 -> "MX";
      case 16 -> "TXT";
      case TYPE_AAAA -> "AAAA";
      case 33 -> "SRV";
      case 35 -> "NAPTR";
      case TYPE_OPT -> "OPT";
      case 43 -> "DS";
      case 46 -> "RRSIG";
      case 48 -> "DNSKEY";
      case 64 -> "SVCB";
      case 65 -> "HTTPS";
      case 252 -> "AXFR";
      case 255 -> "ANY";
      default -> "TYPE" + type;
    };
  }
}
