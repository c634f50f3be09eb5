package dev.zprobe.capture.flow;

/** What one endpoint did, in the terms of Zeek's connection states. */
abstract sealed class EndpointHistory extends Side permits TcpSequences {
  /** Zeek's endpoint states. */
  enum State {
    INACTIVE,
    SYN_SENT,
    SYN_ACK_SENT,
    PARTIAL,
    ESTABLISHED,
    CLOSED,
    RESET
  }

  static final int SYN = 1;
  static final int FIN = 2;
  static final int RST = 4;
  static final int DATA = 8;
  static final int ACK = 16;
  static final int MULTI = 32;

  private static final State[] STATES = State.values();

  /**
   * Which of the states: a reference would make the collector look at every flow again whose state
   * has changed.
   */
  private byte state;

  private int seen;
  private int lastSyn;
  private int lastFin;
  private int lastReset;
  private int retransmissions;
  private int zeroWindows;
  private int gaps;

  @Override
  void clear() {
    super.clear();
    state = 0; // inactive
    seen = 0;
    lastSyn = 0;
    lastFin = 0;
    lastReset = 0;
    retransmissions = 0;
    zeroWindows = 0;
    gaps = 0;
  }

  final State state() {
    return STATES[state];
  }

  @SuppressWarnings("EnumOrdinal") // an index of this run only, on the hot path
  final void become(State next) {
    state = (byte) next.ordinal();
  }

  /** It sent a segment that only acknowledges. */
  public final boolean acknowledged() {
    return (seen & ACK) != 0;
  }

  /** True the first time that a kind of packet is asked about. */
  boolean first(int kind) {
    boolean isFirst = (seen & kind) == 0;
    seen |= kind;
    return isFirst;
  }

  /** True for the first of its kind, and again when its sequence number changed. */
  boolean another(int kind, int sequence) {
    int last = kind == SYN ? lastSyn : kind == FIN ? lastFin : lastReset;
    boolean isAnother = first(kind) || last != sequence;
    switch (kind) {
      case SYN -> lastSyn = sequence;
      case FIN -> lastFin = sequence;
      default -> lastReset = sequence;
    }
    return isAnother;
  }

  /** Zeek writes these letters at the 1st, 10th, 100th ... time. */
  boolean retransmitted() {
    return powerOfTen(++retransmissions);
  }

  boolean closedWindow() {
    return powerOfTen(++zeroWindows);
  }

  boolean missed() {
    return powerOfTen(++gaps);
  }

  private static boolean powerOfTen(int count) {
    int rest = count;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }
}
