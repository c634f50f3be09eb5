package dev.zprobe.observation;

import java.util.Optional;

/** What this machine is, read without changing anything. */
public record HostState(Stamp stamp, HostFacts facts, Optional<Failure> failure, Trace trace)
    implements Observation {

  @Override
  public HostState withTrace(Trace seen) {
    return new HostState(stamp, facts, failure, seen);
  }

  @Override
  public String step() {
    return "host-state";
  }

  /** By its identifier: whatever it holds need not be looked at. */
  @Override
  public int hashCode() {
    return stamp.id().hashCode();
  }
}
