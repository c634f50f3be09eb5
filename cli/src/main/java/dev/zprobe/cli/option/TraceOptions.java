package dev.zprobe.cli.option;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the path is climbed. */
public final class TraceOptions {
  /** The ways to climb, by the names of their engines. */
  enum Engine {
    socket,
    inject
  }

  @Option(
      names = "--engine",
      paramLabel = "socket|inject",
      description =
          "Climb with sockets (no privilege, Linux) or by injection (privilege to capture);"
              + " default: the first that is possible here.")
  private Engine engine;

  @Option(
      names = "--pause",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Wait so long between a control and its test, for devices that remember (default: none).")
  private Duration pause = Duration.ZERO;

  /** The engine that was asked for; empty for whichever is possible. */
  public Optional<String> engine() {
    return Optional.ofNullable(engine).map(Enum::name);
  }

  public Duration pause() {
    return pause;
  }
}
