package dev.zprobe.capture.flow;

/**
 * What one endpoint of a TCP flow sent, and what TCP's numbers say about it. Counts follow
 * Wireshark's definitions of {@code tcp.analysis}: "retransmissions" includes the fast and the
 * spurious ones, as there.
 */
public final class TcpSide extends Side {
  // Counts; written by TcpAnalysis and TcpProgress.
  int syns;
  int synAcks;
  int fins;
  int resets;
  int retransmissions;
  int fastRetransmissions;
  int spuriousRetransmissions;
  int outOfOrder;
  int lostSegments;
  int acknowledgedUnseen;
  int zeroWindows;
  int windowFull;
  int windowUpdates;
  int zeroWindowProbes;
  int keepAlives;
  int keepAliveAcks;
  int duplicateAcks;

  // Sequence analysis, in Wireshark's terms.
  boolean baseKnown;
  int base;
  int nextSequence;
  long nextSequenceNanos;
  int highestToAcknowledge;
  boolean acknowledgedAhead;
  int lastAcknowledgment;
  long lastAcknowledgmentNanos;
  int lastWindow;
  int duplicateAckRun;
  int lastFlags;
  int windowShift = NO_SYN_SEEN;
  boolean windowUnscaled;
  static final int NO_SYN_SEEN = -1;
  static final int NOT_SCALING = -2;

  // Options.
  int maximumSegment = -1;
  boolean sackPermitted;
  boolean timestamps;
  boolean fastOpen;

  // Milestones.
  Mark syn = Mark.NEVER;
  Mark lastSyn = Mark.NEVER;
  Mark synAck = Mark.NEVER;
  Mark lastSynAck = Mark.NEVER;
  Mark fin = Mark.NEVER;
  Mark reset = Mark.NEVER;
  Mark lastReset = Mark.NEVER;
  Mark firstDataAcknowledged = Mark.NEVER;
  int firstDataEnd;
  boolean acknowledgmentKnown;
  int highestAcknowledgment;
  long highestAcknowledgmentFrame;
  int dataAfterReset;
  int resetsWithPayload;
  int lastIdentification = -1;
  int largestIdentificationStep;
  boolean identificationUsed;

  // Round trip times of data.
  boolean sampling;
  int sampleEnd;
  long sampleNanos;
  int roundTrips;
  long shortestRoundTrip = Long.MAX_VALUE;
  long longestRoundTrip;
  long roundTripSum;

  final Reassembly stream = new Reassembly();
  final EndpointHistory history = new EndpointHistory();

  TcpSide() {}

  public int syns() {
    return syns;
  }

  public int synAcks() {
    return synAcks;
  }

  public int fins() {
    return fins;
  }

  public int resets() {
    return resets;
  }

  public int retransmissions() {
    return retransmissions;
  }

  public int fastRetransmissions() {
    return fastRetransmissions;
  }

  public int spuriousRetransmissions() {
    return spuriousRetransmissions;
  }

  public int outOfOrder() {
    return outOfOrder;
  }

  /** Segments before which at least one was not captured. */
  public int lostSegments() {
    return lostSegments;
  }

  /** Acknowledgments of bytes of the other side that were not captured. */
  public int acknowledgedUnseen() {
    return acknowledgedUnseen;
  }

  public int zeroWindows() {
    return zeroWindows;
  }

  public int windowFull() {
    return windowFull;
  }

  public int windowUpdates() {
    return windowUpdates;
  }

  public int zeroWindowProbes() {
    return zeroWindowProbes;
  }

  public int keepAlives() {
    return keepAlives;
  }

  public int keepAliveAcks() {
    return keepAliveAcks;
  }

  public int duplicateAcks() {
    return duplicateAcks;
  }

  /** MSS that this side announced, -1 if it did not. */
  public int maximumSegment() {
    return maximumSegment;
  }

  /** Window scale shift that this side announced, -1 if it did not. */
  public int windowShift() {
    return windowShift < 0 ? -1 : windowShift;
  }

  public boolean sackPermitted() {
    return sackPermitted;
  }

  public boolean timestamps() {
    return timestamps;
  }

  public boolean fastOpen() {
    return fastOpen;
  }

  /** First SYN without ACK. */
  public Mark syn() {
    return syn;
  }

  /** Last SYN without ACK; the first one's retransmission, if any. */
  public Mark lastSyn() {
    return lastSyn;
  }

  public Mark synAck() {
    return synAck;
  }

  public Mark lastSynAck() {
    return lastSynAck;
  }

  /** First FIN. */
  public Mark fin() {
    return fin;
  }

  /** First RST. */
  public Mark reset() {
    return reset;
  }

  public Mark lastReset() {
    return lastReset;
  }

  /** The other side's packet that acknowledged all of this side's first data. */
  public Mark firstDataAcknowledged() {
    return firstDataAcknowledged;
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

  /** Packets with payload that this side sent after its own reset. */
  public int dataAfterReset() {
    return dataAfterReset;
  }

  public int resetsWithPayload() {
    return resetsWithPayload;
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

  /** Sequence number that this side's next byte would have. */
  public int nextSequence() {
    return nextSequence;
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
}
