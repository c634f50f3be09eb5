package dev.zprobe.wire;

import java.time.Instant;

/** The 64-bit timestamp of RFC 5905 section 6: seconds since 1900 and a binary fraction. */
public final class NtpStamp {
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
  private static final long ERA_SECONDS = 1L << 32;

  private NtpStamp() {}

  public static long of(Instant instant) {
    long seconds = instant.getEpochSecond() + SECONDS_1900_TO_1970;
    return seconds << 32 | ((long) instant.getNano() << 32) / 1_000_000_000L;
  }

  /**
   * The nanoseconds since 1970 of a stamp, in the era of 2^32 seconds that is nearest to another
   * time; so the wrap of 2036 does no harm.
   */
  public static long unixNanos(long stamp, long nearUnixNanos) {
    long near = Math.floorDiv(nearUnixNanos, 1_000_000_000L);
    long seconds = (stamp >>> 32) - SECONDS_1900_TO_1970;
    long eras = Math.round((double) (near - seconds) / ERA_SECONDS);
    long nanos = (stamp & 0xffffffffL) * 1_000_000_000L >>> 32;
    return (seconds + eras * ERA_SECONDS) * 1_000_000_000L + nanos;
  }

  /**
   * The offset of the server's clock from ours (RFC 5905 section 8), positive where ours is behind.
   * All in nanoseconds since 1970.
   *
   * @param sent when the request left, by our clock
   * @param received when the server received it, by its clock
   * @param answered when the server answered, by its clock
   * @param arrived when the answer arrived, by our clock
   */
  public static long offsetNanos(long sent, long received, long answered, long arrived) {
    return ((received - sent) + (answered - arrived)) / 2;
  }
}
