package dev.zprobe.probe;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.FailureCode;
import java.time.Duration;

/**
 * How long steps may wait.
 *
 * @param run the end of the whole run
 * @param step the longest wait of one step
 */
public record Patience(Deadline run, Duration step) {
  /** For a step that begins now. */
  public Deadline next() {
    return run.within(step);
  }

  /** For a step that begins now and needs no more than this. */
  public Deadline next(Duration limit) {
    return next().within(limit);
  }

  public Patience withStep(Duration other) {
    return new Patience(run, other);
  }

  /** For a step that receives many times; it begins now. */
  public Waiting waiting() {
    return new Waiting(run, step);
  }

  /** Silence is only a finding when the step could wait for its whole time. */
  public Failure silence(FailureCode code, String detail) {
    return run.expired() ? Failure.of(FailureCode.NOT_TESTED) : new Failure(code, detail);
  }
}
