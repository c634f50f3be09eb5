package dev.zprobe.repair.apply;

import java.util.List;

/** How programs of the system are run; tests put their own in place. */
public interface Programs {
  /**
   * Blocks until the program ends. Never throws: what does not start is a result.
   *
   * @param line the program and its arguments, each passed as it is
   */
  Ran run(List<String> line);

  /**
   * @param started false when there is no such program
   * @param exit -1 when it did not end by itself
   * @param output both streams, bounded
   */
  record Ran(boolean started, int exit, String output) {
    public boolean ok() {
      return started && exit == 0;
    }
  }
}
