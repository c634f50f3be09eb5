package dev.zprobe.capture.media;

/**
 * Loss and jitter of one RTP stream as RFC 3550 defines them, in constant memory. For one thread.
 */
public final class RtpStream {
  private static final int SEQUENCES = 1 << 16;

  /** RFC 3550 appendix A.1: a jump that is no longer loss but a new start. */
  private static final int LONGEST_DROPOUT = 3000;

  private final int clockRate;
  private long packets;
  private long cycles;
  private int base;
  private int highest;
  private long earlierExpected;
  private long lastTimestamp;
  private long lastNanos;
  private double jitterNanos;

  /**
   * @param clockRate of the timestamps, in Hz
   */
  public RtpStream(int clockRate) {
    this.clockRate = clockRate;
  }

  /**
   * Takes one packet.
   *
   * @param sequence the 16-bit sequence number
   * @param timestamp the 32-bit media timestamp
   * @param nanos arrival time
   */
  public void packet(int sequence, long timestamp, long nanos) {
    if (packets == 0) {
      base = sequence;
      highest = sequence;
    } else {
      order(sequence);
      jitter(timestamp, nanos);
    }
    packets++;
    lastTimestamp = timestamp;
    lastNanos = nanos;
  }

  /** RFC 3550 appendix A.1, without its probation. */
  private void order(int sequence) {
    int ahead = sequence - highest & SEQUENCES - 1;
    if (ahead == 0) {
      return;
    }
    if (ahead < LONGEST_DROPOUT) {
      if (sequence < highest) {
        cycles += SEQUENCES;
      }
      highest = sequence;
    } else if (ahead < SEQUENCES - LONGEST_DROPOUT) {
      earlierExpected += expectedSinceBase();
      cycles = 0;
      base = sequence;
      highest = sequence;
    }
  }

  /** RFC 3550 section 6.4.1; packets of one frame share a timestamp and tell nothing. */
  private void jitter(long timestamp, long nanos) {
    int ticks = (int) (timestamp - lastTimestamp);
    if (ticks == 0) {
      return;
    }
    double sent = ticks * 1e9 / clockRate;
    double difference = Math.abs(nanos - lastNanos - sent);
    // A pause or a new clock base is no jitter.
    if (Math.abs(sent) < 1e10) {
      jitterNanos += (difference - jitterNanos) / 16;
    }
  }

  private long expectedSinceBase() {
    return cycles + highest - base + 1;
  }

  public long packets() {
    return packets;
  }

  /** Packets that the sequence numbers tell of and that are not there; never negative. */
  public long lost() {
    return packets == 0 ? 0 : Math.max(0, earlierExpected + expectedSinceBase() - packets);
  }

  /** Interarrival jitter in nanoseconds. */
  public double jitterNanos() {
    return jitterNanos;
  }
}
