package dev.zprobe.compare;

/** What was given is no report of ours. The message is one line: which file, and what is wrong. */
public final class UnreadableReport extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableReport(String message) {
    super(message);
  }
}
