package dev.zprobe.cli.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How often, how long, and for whom. */
public final class WatchOptions {
  private static final Duration STANDARD_PAUSE = Duration.ofMinutes(1);

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "From the start of one round to the next, give or take a tenth (default: 1m).")
  private Duration every = STANDARD_PAUSE;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Go on for so long, healthy or not (default: until healthy).")
  private Duration length;

  @Option(names = "--rounds", paramLabel = "N", description = "At most so many rounds.")
  private long rounds = Long.MAX_VALUE;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "For the history and the first failure (default: zprobe-watch-<UTC time>).")
  private Path out;

  @Option(
      names = "--listen",
      paramLabel = "[ADDRESS:]PORT",
      description = "Serve Prometheus metrics there at /metrics (default address: 127.0.0.1).")
  private String listen = "";

  @Option(
      names = "--textfile",
      paramLabel = "FILE",
      description = "Write the metrics there after every round, for a text-file collector.")
  private Path textFile;

  public Duration every() {
    return every;
  }

  public Optional<Duration> length() {
    return Optional.ofNullable(length);
  }

  public long rounds() {
    return rounds;
  }

  public Optional<Path> out() {
    return Optional.ofNullable(out);
  }

  /** As typed; empty when nothing is to be served. */
  public String listen() {
    return listen;
  }

  public Optional<Path> textFile() {
    return Optional.ofNullable(textFile);
  }
}
