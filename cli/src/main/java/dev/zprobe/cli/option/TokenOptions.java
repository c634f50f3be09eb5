package dev.zprobe.cli.option;

import dev.zprobe.wire.FarEndToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The secret that a responder shares with its clients. */
public final class TokenOptions {
  private static final String VARIABLE = "ZPROBE_TOKEN";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "The token shared with the responder; others on this machine can read it in the"
              + " process list (better: --token-file, or the variable ZPROBE_TOKEN).")
  private String token = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file whose first line is the token.")
  private Path file;

  /**
   * The token's text, from wherever it was given; empty when it was not.
   *
   * @throws IllegalArgumentException with one line when the file or the token cannot be used
   */
  public Optional<String> text(Map<String, String> environment) {
    String given = token;
    if (given.isEmpty() && file != null) {
      given = firstLine();
    }
    if (given.isEmpty()) {
      given = environment.getOrDefault(VARIABLE, "");
    }
    if (given.isEmpty()) {
      return Optional.empty();
    }
    FarEndToken.of(given);
    return Optional.of(given);
  }

  private String firstLine() {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("").strip();
    } catch (IOException unreadable) {
      throw new IllegalArgumentException("--token-file " + file + " cannot be read", unreadable);
    }
  }
}
