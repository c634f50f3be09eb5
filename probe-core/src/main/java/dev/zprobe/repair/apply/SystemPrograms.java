package dev.zprobe.repair.apply;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The real ones: no shell, no input, a minute at most, four megabytes of output at most. */
public final class SystemPrograms implements Programs {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 4 << 20;

  @Override
  public Ran run(List<String> line) {
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException missing) {
      return new Ran(false, -1, "");
    }
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      String text = output.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return new Ran(true, ended ? process.exitValue() : -1, text);
    } catch (TimeoutException | ExecutionException hung) {
      return new Ran(true, -1, "no end after " + LIMIT.toSeconds() + " s");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Ran(true, -1, "interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Process process) {
    try (InputStream stream = process.getInputStream()) {
      String text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      stream.transferTo(OutputStream.nullOutputStream());
      return text;
    } catch (IOException closed) {
      return "";
    }
  }
}
