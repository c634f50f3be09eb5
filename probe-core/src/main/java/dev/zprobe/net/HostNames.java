package dev.zprobe.net;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** DNS names as text. */
public final class HostNames {
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_][a-z0-9_-]{0,62})*");
  private static final Pattern ONLY_DIGITS = Pattern.compile("[0-9.]+");

  private HostNames() {}

  /**
   * A host name in lower case without the final dot; empty for what cannot be one, addresses and
   * things that only look like addresses ({@code 300.1.2.3}) included.
   */
  public static Optional<String> parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    return NAME.matcher(name).matches() && !ONLY_DIGITS.matcher(name).matches()
        ? Optional.of(name)
        : Optional.empty();
  }
}
