package dev.zprobe.cli.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a responder listens, and how long. */
public final class RespondOptions {
  @Option(
      names = "--udp",
      paramLabel = "PORTS",
      description = "UDP ports, such as 3478,8801-8810 (default: the catalog's). (repeatable)")
  private List<String> udp = new ArrayList<>();

  @Option(
      names = "--tcp",
      paramLabel = "PORTS",
      description = "TCP ports, such as 443,8801 (default: the catalog's). (repeatable)")
  private List<String> tcp = new ArrayList<>();

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "Take the ports of this catalog instead of the built-in one's.")
  private Path catalog;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description = "Listen on this address only (default: all). (repeatable)")
  private List<String> listen = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Stop after so long (default: on Ctrl-C).")
  private Duration length;

  public List<String> udp() {
    return List.copyOf(udp);
  }

  public List<String> tcp() {
    return List.copyOf(tcp);
  }

  public Optional<Path> catalog() {
    return Optional.ofNullable(catalog);
  }

  public List<String> listen() {
    return List.copyOf(listen);
  }

  public Optional<Duration> length() {
    return Optional.ofNullable(length);
  }
}
