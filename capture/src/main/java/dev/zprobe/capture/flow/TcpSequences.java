package dev.zprobe.capture.flow;

import dev.zprobe.capture.packet.Decoded;

/**
 * The numbers of one endpoint's segments: what the next one is compared with. Apart from the counts
 * only because it is what every segment reads and writes.
 */
public abstract sealed class TcpSequences extends EndpointHistory permits TcpSide {
  long nextSequenceNanos;
  long lastAcknowledgmentNanos;
  long highestAcknowledgmentFrame;
  long sampleNanos;
  long longestResend;
  long shortestRoundTrip = Long.MAX_VALUE;
  long longestRoundTrip;
  long roundTripSum;

  // Sequence analysis, in Wireshark's terms.
  int nextSequence;
  int highestToAcknowledge;
  int lastAcknowledgment;
  int lastWindow = -1;
  int lastFlags;
  int windowShift = NO_SYN_SEEN;
  int highestAcknowledgment;
  int duplicateAckRun;
  int lastIdentification = -1;
  int largestIdentificationStep;
  int sampleEnd;
  int roundTrips;
  int base;
  int resentFrom;
  int firstDataEnd;
  static final int NO_SYN_SEEN = -1;
  static final int NOT_SCALING = -2;

  /** A millisecond: no sender repeats sooner, and no mirror port needs longer. */
  private static final long LEAST_RESEND = 1_000_000;

  /** Senders wait longer; a packet that is captured at two places of its path is there twice. */
  private static final long LONGEST_WAY = 100_000_000;

  /**
   * In place of a run of duplicate acknowledgments: the other side acknowledged what is not here.
   */
  static final int UNSEEN_SAID = -1;

  boolean baseKnown;
  boolean resentOnce;
  boolean resentTwice;
  boolean windowUnscaled;
  boolean acknowledgmentKnown;
  boolean acknowledgedBeyond;
  boolean identificationUsed;
  boolean sampling;

  /** The first data was acknowledged: as its mark says, and closer at hand. */
  boolean firstDataDone;

  TcpSequences() {}

  @Override
  void clear() {
    super.clear();
    nextSequenceNanos = 0;
    lastAcknowledgmentNanos = 0;
    highestAcknowledgmentFrame = 0;
    sampleNanos = 0;
    longestResend = 0;
    longestRoundTrip = 0;
    roundTripSum = 0;
    nextSequence = 0;
    highestToAcknowledge = 0;
    lastAcknowledgment = 0;
    lastWindow = -1;
    lastFlags = 0;
    highestAcknowledgment = 0;
    duplicateAckRun = 0;
    largestIdentificationStep = 0;
    sampleEnd = 0;
    roundTrips = 0;
    base = 0;
    firstDataEnd = 0;
    shortestRoundTrip = Long.MAX_VALUE;
    windowShift = NO_SYN_SEEN;
    lastIdentification = -1;
    baseKnown = false;
    resentOnce = false;
    resentTwice = false;
    windowUnscaled = false;
    acknowledgmentKnown = false;
    acknowledgedBeyond = false;
    identificationUsed = false;
    sampling = false;
    firstDataDone = false;
  }

  /** Frame in which the other side acknowledged the most, 0 if it never did. */
  public long highestAcknowledgmentFrame() {
    return highestAcknowledgmentFrame;
  }

  /** Bytes of this side's stream that the other acknowledged; -1 where that cannot be known. */
  public long acknowledgedBytes() {
    if (!acknowledgmentKnown || !baseKnown) {
      return -1;
    }
    return Math.max(0, highestAcknowledgment - base - 1);
  }

  /** The other side has acknowledged all that was seen of this one. */
  public boolean allAcknowledged() {
    return acknowledgmentKnown && nextSequence - highestAcknowledgment <= 0;
  }

  /** The other side has acknowledged more than had been seen of this one. */
  public boolean acknowledgedBeyond() {
    return acknowledgedBeyond;
  }

  /** Largest step from one IPv4 identification to the next, resets left out; 0..65535. */
  public int largestIdentificationStep() {
    return largestIdentificationStep;
  }

  /** False while every IPv4 identification was 0, as it is where the sender does not use it. */
  public boolean identificationUsed() {
    return identificationUsed;
  }

  /** Last IPv4 identification before a reset, -1 if unknown. */
  public int lastIdentification() {
    return lastIdentification;
  }

  /** When this side last sent bytes, or a SYN or FIN, that it had not sent before. */
  public long newestNanos() {
    return nextSequenceNanos;
  }

  /** Sequence number that this side's next byte would have. */
  public int nextSequence() {
    return nextSequence;
  }

  /**
   * Takes note of bytes that were here before: of the same packet, seen at another place, or of
   * another.
   *
   * @param identificationBefore of this side's packet before
   * @param later than the bytes before, in nanoseconds
   */
  final void again(Decoded packet, int identificationBefore, long later) {
    int identification = packet.identification();
    boolean copy =
        identification != 0 && identification == identificationBefore && later < LONGEST_WAY;
    if (copy) {
      return;
    }
    longestResend = Math.max(longestResend, later);
    resentTwice |= resentOnce && resentFrom == packet.sequence();
    resentOnce = true;
    resentFrom = packet.sequence();
  }

  /**
   * True when something was sent again by its sender: a frame that is captured twice, at once, was
   * not; one that is there three times was.
   */
  public boolean sentAgain() {
    return longestResend >= LEAST_RESEND || resentTwice;
  }

  /** How many round trip times of this side's data were measured. */
  public int roundTrips() {
    return roundTrips;
  }

  /** In nanoseconds; -1 when none was measured. */
  public long shortestRoundTripNanos() {
    return roundTrips == 0 ? -1 : shortestRoundTrip;
  }

  /** In nanoseconds; -1 when none was measured. */
  public long longestRoundTripNanos() {
    return roundTrips == 0 ? -1 : longestRoundTrip;
  }

  /** In nanoseconds; -1 when none was measured. */
  public long meanRoundTripNanos() {
    return roundTrips == 0 ? -1 : roundTripSum / roundTrips;
  }

  /** Window scale shift that this side announced, -1 if it did not. */
  public int windowShift() {
    return windowShift < 0 ? -1 : windowShift;
  }
}
