package dev.zprobe.cli.command;

import dev.zprobe.cli.shell.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes a copy that may be shown to others. */
@Command(name = "redact", description = "Make a shareable copy of a bundle.")
final class RedactCommand implements Callable<Integer> {
  private final Console console;

  RedactCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.err().println("to come");
    return 2;
  }
}
