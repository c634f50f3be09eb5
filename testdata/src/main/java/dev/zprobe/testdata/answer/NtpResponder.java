package dev.zprobe.testdata.answer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A synchronised server of stratum 2 (RFC 5905, section 7.3) whose clock may be wrong on purpose.
 * Usable from any thread.
 */
public final class NtpResponder {
  /** The length of a header without extensions, bytes. */
  public static final int HEADER_BYTES = 48;

  /** Seconds from the NTP epoch, 1900, to the Unix epoch. */
  public static final long UNIX_EPOCH = 2_208_988_800L;

  private static final int MODE_CLIENT = 3;
  private static final int MODE_SERVER = 4;
  private static final int TRANSMIT = 40;
  private static final int STRATUM = 2;
  private static final int NOT_SYNCHRONISED = 3;
  private static final int ROOT_DELAY = 0x0000_0100;
  private static final int ROOT_DISPERSION = 0x0000_0200;

  private final Clock clock;

  /** A server which tells the time of that clock. */
  public NtpResponder(Clock clock) {
    this.clock = clock;
  }

  /** The answer to one request of mode 3, or nothing. */
  public Optional<byte[]> answer(byte[] request) {
    return answer(request, 0, STRATUM, "ZPRB");
  }

  /**
   * A kiss of death (RFC 5905, section 7.4): stratum 0 and a word in place of the reference.
   *
   * @param code four letters, for example {@code RATE}
   */
  public Optional<byte[]> kissOfDeath(byte[] request, String code) {
    return answer(request, NOT_SYNCHRONISED, 0, code);
  }

  /** An answer that says itself that its clock is not set: leap indicator 3, stratum 16. */
  public Optional<byte[]> unsynchronised(byte[] request) {
    return answer(request, NOT_SYNCHRONISED, 16, "INIT");
  }

  private Optional<byte[]> answer(byte[] request, int leap, int stratum, String reference) {
    if (request.length < HEADER_BYTES || (request[0] & 0x07) != MODE_CLIENT) {
      return Optional.empty();
    }
    int version = request[0] >> 3 & 0x07;
    Instant now = clock.instant();
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES);
    out.put((byte) (leap << 6 | version << 3 | MODE_SERVER)).put((byte) stratum);
    out.put((byte) 4).put((byte) -20);
    out.putInt(ROOT_DELAY).putInt(ROOT_DISPERSION);
    out.put(reference.getBytes(StandardCharsets.US_ASCII));
    out.putLong(timestamp(now.minusSeconds(16)));
    out.put(request, TRANSMIT, 8);
    out.putLong(timestamp(now));
    out.putLong(timestamp(clock.instant()));
    return Optional.of(out.array());
  }

  /** A moment as the 64 bits of RFC 5905, section 6. */
  public static long timestamp(Instant moment) {
    long seconds = moment.getEpochSecond() + UNIX_EPOCH;
    long fraction = ((long) moment.getNano() << 32) / 1_000_000_000L;
    return seconds << 32 | fraction;
  }
}
