package dev.zprobe.cli.option;

import dev.zprobe.wire.FarEndToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The secret that a responder shares with its clients. */
public final class TokenOptions {
  private static final String VARIABLE = "ZPROBE_TOKEN";
  private static final int LONGEST = 4_096;

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

  /** On the command line; the environment's may be meant for another time. */
  boolean isGiven() {
    return !token.isEmpty() || file != null;
  }

  /**
   * The token's text, from wherever it was given; empty when it was not.
   *
   * @throws IllegalArgumentException with one line when the file or the token cannot be used
   */
  public Optional<String> text(Map<String, String> environment) {
    if (!token.isEmpty() && file != null) {
      throw new IllegalArgumentException("--token and --token-file are two tokens; give one");
    }
    String given = file == null ? token : firstLine();
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
    try (InputStream stream = Files.newInputStream(file)) {
      String text = new String(stream.readNBytes(LONGEST), StandardCharsets.UTF_8);
      String line = text.lines().findFirst().orElse("").strip();
      if (line.isEmpty()) {
        throw new IllegalArgumentException(
            "--token-file " + file + ": its first line, the token, is empty");
      }
      return line;
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "--token-file " + file + " cannot be read; name a file with the token in it", unreadable);
    }
  }
}
