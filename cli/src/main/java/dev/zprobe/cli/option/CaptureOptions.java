package dev.zprobe.cli.option;

import dev.zprobe.cli.shell.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What to capture, and when to stop. */
public final class CaptureOptions {
  private static final int MOST_FILES = 100_000;

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "Ports and ranges to capture, instead of the built-in catalog's.")
  private Path catalog;

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "libpcap's expression instead of the catalog's; empty for everything.")
  private String filter;

  @Option(
      names = "--interface",
      paramLabel = "NAME",
      description = "Capture here (default: every interface that is up). (repeatable)")
  private List<String> interfaces = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: zprobe-capture).")
  private Path out = Path.of("zprobe-capture");

  @Option(
      names = "--files",
      paramLabel = "N",
      description = "Files kept in the ring (default: 10).")
  private long files = 10;

  @Option(
      names = "--file-size",
      paramLabel = "SIZE",
      converter = SizeConverter.OfFile.class,
      description = "A file is full after so much (default: 64M, at least 64K).")
  private long fileBytes = 64L << 20;

  @Option(
      names = "--time-limit",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop after so long (default: a day).")
  private Duration timeLimit = Duration.ofDays(1);

  @Option(names = "--packets", paramLabel = "N", description = "Stop after so many packets.")
  private long packets = Long.MAX_VALUE;

  @Option(
      names = "--until-finding",
      description = "Stop when the captured handshakes show something blocking or degrading.")
  private boolean untilFinding;

  public boolean untilFinding() {
    return untilFinding;
  }

  public Optional<Path> catalog() {
    return Optional.ofNullable(catalog);
  }

  public Optional<String> filter() {
    return Optional.ofNullable(filter);
  }

  public List<String> interfaces() {
    return List.copyOf(interfaces);
  }

  public Path out() {
    return out;
  }

  /** At least one. */
  public int files() {
    return Math.toIntExact(within("--files", files, MOST_FILES));
  }

  public long fileBytes() {
    return fileBytes;
  }

  public Duration timeLimit() {
    return timeLimit;
  }

  public long packets() {
    return within("--packets", packets, Long.MAX_VALUE);
  }

  private static long within(String option, long given, long most) {
    if (given < 1 || given > most) {
      throw Refusal.usage(
          option
              + " "
              + given
              + ": must be 1 or more"
              + (most < Long.MAX_VALUE ? ", at most " + most : ""));
    }
    return given;
  }
}
