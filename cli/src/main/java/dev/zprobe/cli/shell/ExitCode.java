package dev.zprobe.cli.shell;

import dev.zprobe.diagnosis.Diagnosis;

/** Every way the program can end. The numbers are stable: scripts rely on them. */
public enum ExitCode {
  /** Nothing blocking or degrading was found. */
  HEALTHY(0),
  /** Something was found, got worse or does not verify. */
  FOUND(1),
  /** Wrong arguments, or an unreadable or malformed input file. */
  USAGE(2),
  /** Not enough evidence for a verdict. */
  INCONCLUSIVE(3),
  /** The environment refuses: no privilege, no interface, no room. */
  ENVIRONMENT(4),
  /** A bug in zprobe. */
  BUG(70);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static ExitCode of(Diagnosis.Status status) {
    return switch (status) {
      case HEALTHY -> HEALTHY;
      case DEGRADED, BLOCKED -> FOUND;
      case INCONCLUSIVE -> INCONCLUSIVE;
    };
  }
}
