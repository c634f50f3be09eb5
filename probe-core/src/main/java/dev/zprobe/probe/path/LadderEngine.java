package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.probe.Attempt;
import java.io.IOException;

/** A way to send packets with a chosen TTL and to see who answers. Safe for many threads. */
public interface LadderEngine {
  /** Sockets and their error queue: without privilege, on 64-bit Linux. */
  LadderEngine SOCKETS = new SocketEngine();

  /** The word of the command line. */
  String name();

  /** True where this machine and this process's privileges allow it. */
  boolean usable();

  /**
   * @param attempt to which the flow is announced before its first packet leaves
   * @param deadline no wait goes beyond it
   */
  Rungs open(Climb climb, Attempt attempt, Deadline deadline) throws IOException;
}
