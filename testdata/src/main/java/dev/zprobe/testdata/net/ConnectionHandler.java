package dev.zprobe.testdata.net;

import java.io.IOException;

/** Serves one TCP connection to its end, on a thread of its own. */
@FunctionalInterface
public interface ConnectionHandler {
  /**
   * Called once per connection; the connection is closed when it returns.
   *
   * @throws IOException when the peer ends early, which is the peer's right and nobody's fault
   */
  void serve(Connection connection) throws IOException;
}
