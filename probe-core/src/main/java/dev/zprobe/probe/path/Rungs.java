package dev.zprobe.probe.path;

import dev.zprobe.observation.PathLadder.Hop;
import java.io.IOException;

/**
 * The means to try one TTL after the other with one five-tuple. For one thread at a time; whoever
 * opened them closes them.
 */
public interface Rungs extends AutoCloseable {
  /**
   * Sends one packet (for TCP data: within an established connection) with this TTL, 1 to 255, and
   * waits for what comes back. Throws IOException when this machine refuses to send.
   */
  Hop at(int ttl) throws IOException;

  @Override
  void close();
}
