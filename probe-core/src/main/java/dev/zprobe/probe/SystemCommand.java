package dev.zprobe.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program of the system that only reads, without a shell, for at most two seconds and at
 * most one megabyte of output. A program that is missing, fails or hangs is an empty result.
 */
public final class SystemCommand {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int MOST_BYTES = 1 << 20;

  private SystemCommand() {}

  /**
   * @param started false when there is no such program
   * @param exitCode -1 when it did not end by itself
   * @param output both streams
   */
  public record Result(boolean started, int exitCode, String output) {
    static final Result MISSING = new Result(false, -1, "");

    public boolean ok() {
      return started && exitCode == 0;
    }
  }

  public static Result run(String... command) {
    return run(List.of(command));
  }

  public static Result run(List<String> command) {
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException missing) {
      return Result.MISSING;
    }
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      String text = output.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return new Result(true, ended ? process.exitValue() : -1, text);
    } catch (TimeoutException | ExecutionException hung) {
      return new Result(true, -1, "");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Result(true, -1, "");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Process process) {
    try (InputStream stream = process.getInputStream()) {
      return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }
}
