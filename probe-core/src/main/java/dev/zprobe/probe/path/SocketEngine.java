package dev.zprobe.probe.path;

import dev.zprobe.net.Deadline;
import dev.zprobe.probe.Attempt;

/** The engine that needs no privilege. */
final class SocketEngine implements LadderEngine {
  @Override
  public String name() {
    return "socket";
  }

  @Override
  public boolean usable() {
    return Libc.usable();
  }

  @Override
  public Rungs open(Climb climb, Attempt attempt, Deadline deadline) {
    return new SocketRungs(climb, attempt, deadline);
  }
}
