package dev.zprobe.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The 48-byte NTP header, RFC 5905 section 7.3 (and RFC 4330 for SNTP).
 *
 * @param leap 0 none, 1 and 2 a leap second comes, 3 not synchronised
 * @param mode 3 client, 4 server, 5 broadcast, 6 control
 * @param stratum 1 to 15; 0 is a kiss of death, 16 not synchronised
 * @param rootDelayMicros round trip to the primary source
 * @param rootDispersionMicros error bound to the primary source
 */
public record NtpPacket(
    int leap,
    int version,
    int mode,
    int stratum,
    long rootDelayMicros,
    long rootDispersionMicros,
    Stamps stamps) {

  /**
   * The four timestamps and the reference id as they stand in the packet.
   *
   * @param referenceId four bytes: an address, a source's name, or a kiss code
   */
  public record Stamps(
      Octets referenceId, long reference, long originate, long receive, long transmit) {}

  public static final int LENGTH = 48;
  public static final int MODE_CLIENT = 3;
  public static final int MODE_SERVER = 4;
  public static final int LEAP_NOT_SYNCHRONISED = 3;
  private static final int MODE_LAST_OF_THIS_FORM = 5;

  /**
   * A client request, version 4. The server echoes the transmit stamp as its originate stamp, so
   * that a random one is a cookie and does not tell our clock.
   */
  public static Octets request(long transmit) {
    return new OctetsWriter().uint8(4 << 3 | MODE_CLIENT).zeros(39).uint64(transmit).done();
  }

  /** Reads modes 1 to 5; extension fields behind the header are left alone. */
  public static Parsed<NtpPacket> parse(ByteBuffer buffer, int offset, int length) {
    if (length < 1) {
      return Parsed.truncated(1);
    }
    int first = buffer.get(offset) & 0xff;
    int version = first >>> 3 & 7;
    int mode = first & 7;
    if (version < 1 || version > 4 || mode > MODE_LAST_OF_THIS_FORM) {
      return Parsed.malformed("not a time packet of versions 1 to 4");
    }
    if (length < LENGTH) {
      return Parsed.truncated(LENGTH);
    }
    Stamps stamps =
        new Stamps(
            Octets.copy(buffer, offset + 12, 4),
            buffer.getLong(offset + 16),
            buffer.getLong(offset + 24),
            buffer.getLong(offset + 32),
            buffer.getLong(offset + 40));
    return Parsed.of(
        new NtpPacket(
            first >>> 6,
            version,
            mode,
            buffer.get(offset + 1) & 0xff,
            micros(buffer.getInt(offset + 4)),
            micros(buffer.getInt(offset + 8)),
            stamps),
        LENGTH);
  }

  /** The kiss code (RFC 5905 section 7.4) of a stratum 0 answer, such as RATE or DENY. */
  public Optional<String> kissCode() {
    return stratum == 0 && mode == MODE_SERVER
        ? Optional.of(stamps.referenceId().printable().replace("?", ""))
        : Optional.empty();
  }

  private static long micros(int shortFormat) {
    return (shortFormat & 0xffffffffL) * 1_000_000L >>> 16;
  }
}
