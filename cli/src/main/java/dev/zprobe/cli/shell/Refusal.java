package dev.zprobe.cli.shell;

/**
 * The command cannot be done as asked. The message is one line: what is wrong and how to mend it.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;

  private Refusal(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Wrong arguments or an unusable input file. */
  public static Refusal usage(String message) {
    return new Refusal(ExitCode.USAGE, message);
  }

  /** The machine does not let us. */
  public static Refusal environment(String message) {
    return new Refusal(ExitCode.ENVIRONMENT, message);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
