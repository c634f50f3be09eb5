package dev.zprobe.cli.option;

import dev.zprobe.cli.render.Palette;
import dev.zprobe.cli.shell.Console;
import picocli.CommandLine.Option;

/** What every verb understands. */
public final class GlobalOptions {
  /** When to use colour. */
  enum Colour {
    auto,
    always,
    never
  }

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the verdict only, and nothing on standard error.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Print every row, and a stack trace when zprobe itself fails.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      description = "Colour the output (default: auto; the variable NO_COLOR turns it off).")
  private Colour colour = Colour.auto;

  public boolean json() {
    return json;
  }

  public boolean quiet() {
    return quiet;
  }

  public boolean verbose() {
    return verbose;
  }

  /** An option that was given wins over the environment, the environment over the guess. */
  public Palette palette(Console console) {
    boolean wanted =
        switch (colour) {
          case always -> true;
          case never -> false;
          case auto ->
              console.outIsTerminal()
                  && console.environment().getOrDefault("NO_COLOR", "").isEmpty()
                  && !"dumb".equals(console.environment().get("TERM"));
        };
    return wanted ? Palette.COLOURED : Palette.PLAIN;
  }
}
