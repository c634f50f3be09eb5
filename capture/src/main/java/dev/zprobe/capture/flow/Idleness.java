package dev.zprobe.capture.flow;

/** Finds flows that nothing happens in any more, a few steps at a time over the table. */
final class Idleness {
  private static final long SECOND = 1_000_000_000L;

  /** A closed connection says no more; only a last FIN may be repeated. */
  private static final long CLOSED = 5 * SECOND;

  private static final long SHORTEST = CLOSED;

  private static final long UNANSWERED = 120 * SECOND;
  private static final long DATAGRAMS = 60 * SECOND;
  private static final long ESTABLISHED = 900 * SECOND;

  private static final int STEPS = 4;
  private static final int CANDIDATES = 8;

  private final FlowTable table;
  private int hand;

  Idleness(FlowTable table) {
    this.table = table;
  }

  /** Looks at the next few flows; the index of one that may be ended, -1 if none. */
  int next(long nanos) {
    for (int i = 0; i < STEPS; i++) {
      int index = advance();
      // Most are busy: that shows without a look at them.
      if (table.mayBeIdle(index, nanos, SHORTEST)) {
        Flow flow = table.at(index);
        long idle = nanos - flow.lastNanos();
        if (idle > SHORTEST && idle > patience(flow)) {
          return index;
        }
      }
    }
    return -1;
  }

  private int advance() {
    int index = hand;
    hand = hand + 1 >= table.highest() ? 0 : hand + 1;
    return index;
  }

  private static long patience(Flow flow) {
    if (!(flow instanceof TcpFlow tcp)) {
      return DATAGRAMS;
    }
    boolean reset = (tcp.completeness & TcpFlow.COMPLETE_RST) != 0;
    if (reset || isClosed(tcp)) {
      return CLOSED;
    }
    boolean closing = tcp.a.fins > 0 && tcp.b.fins > 0;
    return closing || flow.oneSided() ? UNANSWERED : ESTABLISHED;
  }

  /** Both have said so and heard it; until then the last acknowledgment is to come. */
  private static boolean isClosed(TcpFlow tcp) {
    return tcp.a.fins > 0 && tcp.b.fins > 0 && tcp.a.allAcknowledged() && tcp.b.allAcknowledged();
  }

  /** Of some flows, the one that has been idle the longest; the table must not be empty. */
  Flow longestIdle() {
    int best = -1;
    for (int seen = 0; seen < CANDIDATES; ) {
      int index = advance();
      seen += best < 0 ? 0 : 1;
      if (!table.vacant(index)
          && (best < 0 || table.at(index).lastNanos() < table.at(best).lastNanos())) {
        best = index;
      }
    }
    return table.at(best);
  }
}
