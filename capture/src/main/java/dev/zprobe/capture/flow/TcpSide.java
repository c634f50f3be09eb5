package dev.zprobe.capture.flow;

/**
 * What one endpoint of a TCP flow sent, and what TCP's numbers say about it. Counts follow
 * Wireshark's definitions of {@code tcp.analysis}: "retransmissions" includes the fast and the
 * spurious ones, as there.
 */
public final class TcpSide extends TcpSequences {
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
  int dataAfterReset;
  int resetsWithPayload;
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

  final Reassembly stream = new Reassembly();

  TcpSide() {}

  @Override
  void clear() {
    super.clear();
    clearCounts();
    syn.clear();
    lastSyn.clear();
    synAck.clear();
    lastSynAck.clear();
    fin.clear();
    reset.clear();
    lastReset.clear();
    firstDataAcknowledged.clear();
    stream.clear();
  }

  private void clearCounts() {
    syns = 0;
    synAcks = 0;
    fins = 0;
    resets = 0;
    retransmissions = 0;
    fastRetransmissions = 0;
    spuriousRetransmissions = 0;
    outOfOrder = 0;
    lostSegments = 0;
    acknowledgedUnseen = 0;
    zeroWindows = 0;
    windowFull = 0;
    windowUpdates = 0;
    zeroWindowProbes = 0;
    keepAlives = 0;
    keepAliveAcks = 0;
    duplicateAcks = 0;
    dataAfterReset = 0;
    resetsWithPayload = 0;
    maximumSegment = -1;
    sackPermitted = false;
    timestamps = false;
    fastOpen = false;
  }

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
    return lastSyn.seen() ? lastSyn : syn;
  }

  public Mark synAck() {
    return synAck;
  }

  public Mark lastSynAck() {
    return lastSynAck.seen() ? lastSynAck : synAck;
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
    return lastReset.seen() ? lastReset : reset;
  }

  /** The other side's packet that acknowledged all of this side's first data. */
  public Mark firstDataAcknowledged() {
    return firstDataAcknowledged;
  }

  /** Packets with payload that this side sent after its own reset. */
  public int dataAfterReset() {
    return dataAfterReset;
  }

  public int resetsWithPayload() {
    return resetsWithPayload;
  }
}
