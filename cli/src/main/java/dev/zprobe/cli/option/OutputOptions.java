package dev.zprobe.cli.option;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the evidence goes. */
public final class OutputOptions {
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = "--out",
      paramLabel = "DIR|FILE.zip",
      description = "The bundle's directory, or zip (default: zprobe-<UTC time>-<host>).")
  private Path out;

  @Option(
      names = "--sign",
      paramLabel = "FILE",
      description = "PEM with the certificate and key that sign the bundle (default: a new key).")
  private Path signingKey;

  @Option(
      names = "--report",
      paramLabel = "FILE|-",
      description = "Write the JSON report there as well; - is standard output.")
  private String report = "";

  @Option(
      names = "--timestamp",
      paramLabel = "URL",
      converter = WebPlaceConverter.class,
      description =
          "Have an authority (RFC 3161, http or https) state when the bundle's files were there; it"
              + " sees their hashes only.")
  private URI timeStampAuthority;

  /** As if {@code --out} had been given, and nothing else. */
  public static OutputOptions into(Path directory) {
    OutputOptions options = new OutputOptions();
    options.out = directory;
    return options;
  }

  public Optional<Path> out() {
    return Optional.ofNullable(out);
  }

  public Optional<Path> signingKey() {
    return Optional.ofNullable(signingKey);
  }

  public Optional<URI> timeStampAuthority() {
    return Optional.ofNullable(timeStampAuthority);
  }

  /** The report, and nothing else, goes to standard output. */
  public boolean reportToStandardOutput() {
    return report.equals(STANDARD_OUTPUT);
  }

  public Optional<Path> reportFile() {
    return report.isEmpty() || reportToStandardOutput()
        ? Optional.empty()
        : Optional.of(Path.of(report));
  }
}
