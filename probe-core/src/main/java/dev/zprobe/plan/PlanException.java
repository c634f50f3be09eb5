package dev.zprobe.plan;

/** The request cannot be planned. The message is one line: what is wrong, and how to mend it. */
public final class PlanException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PlanException(String message) {
    super(message);
  }
}
