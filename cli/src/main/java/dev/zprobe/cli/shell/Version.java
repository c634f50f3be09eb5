package dev.zprobe.cli.shell;

/** Which zprobe this is; a test holds it equal to the build's version. */
public final class Version {
  public static final String TEXT = "0.1.0";

  private Version() {}
}
