package dev.zprobe.evidence;

/** A bundle that cannot be used. The message is one line: which file, and what is wrong with it. */
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1L;

  public BundleException(String message) {
    super(message);
  }
}
