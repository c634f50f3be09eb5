package dev.zprobe.cli.command;

import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.evidence.BundleWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends a run that should have ended long ago, so that no defect of ours keeps an engineer waiting:
 * one line, exit code 70, the partial bundle, and in it where every thread stood.
 */
final class Watchdog {
  /** Beyond the time limit: what is under way, the diagnosis and the bundle on a slow machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static final String FILE = "stuck.txt";

  private final CountDownLatch over = new CountDownLatch(1);
  private final Console console;
  private final Path directory;

  private Watchdog(Console console, Path directory) {
    this.console = console;
    this.directory = directory;
  }

  /**
   * @param limit of the run itself
   * @param directory of the bundle
   */
  static Watchdog over(Duration limit, Path directory, Console console) {
    Watchdog dog = new Watchdog(console, directory);
    Thread thread = new Thread(() -> dog.watch(limit.plus(PATIENCE)), "zprobe-watchdog");
    thread.setDaemon(true);
    thread.start();
    return dog;
  }

  private void watch(Duration patience) {
    try {
      if (over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return;
    }
    Path file = directory.resolve(FILE);
    try {
      BundleWriter.atomically(file, out -> out.write(threads().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException full) {
      // The line and the exit code still say it.
    }
    console
        .err()
        .println(
            "zprobe: a bug in zprobe: no end "
                + patience.toSeconds()
                + " s after the start; please report it with "
                + file);
    console.err().flush();
    Runtime.getRuntime().halt(ExitCode.BUG.number());
  }

  private static String threads() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      text.append(each.getKey().getName())
          .append(' ')
          .append(each.getKey().getState())
          .append('\n');
      for (StackTraceElement frame : each.getValue()) {
        text.append("  ").append(frame).append('\n');
      }
    }
    return text.toString();
  }

  /** The run is over. */
  void close() {
    over.countDown();
  }
}
