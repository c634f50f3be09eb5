package dev.zprobe.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a run's result is held against. */
public final class VerifyOptions {
  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Compare with an earlier bundle or report; 1 when something got worse.")
  private Path baseline;

  @Option(
      names = "--expect",
      paramLabel = "FILE",
      description = "The policy to verify: the exit code is 0 when it holds and 1 when not.")
  private Path policy;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write the result as JUnit XML there as well.")
  private Path junit;

  public Optional<Path> baseline() {
    return Optional.ofNullable(baseline);
  }

  public Optional<Path> policy() {
    return Optional.ofNullable(policy);
  }

  public Optional<Path> junit() {
    return Optional.ofNullable(junit);
  }
}
