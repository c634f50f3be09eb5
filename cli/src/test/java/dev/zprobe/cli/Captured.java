package dev.zprobe.cli;

import dev.zprobe.cli.command.Pipeline;
import dev.zprobe.cli.shell.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs the program within this JVM and keeps what it prints. */
final class Captured {
  final FakePipeline pipeline = new FakePipeline();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment = Map.of();
  private boolean terminal;

  Captured onTerminal(Map<String, String> variables) {
    terminal = true;
    environment = variables;
    return this;
  }

  int run(String... arguments) {
    return run(pipeline, arguments);
  }

  int run(Pipeline stages, String... arguments) {
    Console console =
        new Console(stream(out), stream(err), terminal, false, StandardCharsets.UTF_8, environment);
    return new Main(console, stages).run(arguments);
  }

  /** Everything that was printed. */
  String text() {
    return out() + String.join("\n", err());
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> err() {
    return err.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
