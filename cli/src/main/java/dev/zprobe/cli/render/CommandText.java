package dev.zprobe.cli.render;

import dev.zprobe.repair.Platform;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A program and its arguments as a person types them into the shell of that system. */
public final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  /**
   * Without the sign of variables: what stands for them, such as a user's name, may have spaces.
   */
  private static final Pattern PLAIN_WINDOWS = Pattern.compile("[\\p{L}\\p{N}_@+=:,./\\\\~-]+");

  private static final Pattern TRAILING_BACKSLASHES = Pattern.compile("(\\\\+)$");

  private CommandText() {}

  public static String of(Platform platform, List<String> line) {
    return line.stream()
        .map(argument -> platform == Platform.WINDOWS ? forWindows(argument) : forUnix(argument))
        .collect(Collectors.joining(" "));
  }

  /** Within single quotes nothing is special; the home directory's sign stays outside. */
  private static String forUnix(String argument) {
    if (argument.startsWith("~/")) {
      return "~/" + (argument.length() > 2 ? forUnix(argument.substring(2)) : "");
    }
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  /** As programs there split their command line: a quote inside is written with a backslash. */
  private static String forWindows(String argument) {
    if (PLAIN_WINDOWS.matcher(argument).matches()) {
      return argument;
    }
    String escaped = argument.replaceAll("(\\\\*)\"", "$1$1\\\\\"");
    return "\"" + TRAILING_BACKSLASHES.matcher(escaped).replaceFirst("$1$1") + "\"";
  }
}
