package dev.zprobe.evidence;

import dev.zprobe.probe.KeyLog;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to an existing key log. Safe for many threads; the one who opened it closes it. */
public final class KeyLogFile implements KeyLog, AutoCloseable {
  private final BufferedWriter writer;
  private boolean broken;

  public KeyLogFile(Path existing) throws IOException {
    this.writer =
        Files.newBufferedWriter(
            existing,
            StandardCharsets.US_ASCII,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
  }

  @Override
  public synchronized void add(String line) {
    try {
      if (!broken) {
        writer.write(line);
        writer.write('\n');
        writer.flush();
      }
    } catch (IOException full) {
      broken = true; // keys are a convenience: the run goes on without them
    }
  }

  @Override
  public synchronized void close() {
    try {
      broken = true;
      writer.close();
    } catch (IOException full) {
      // What could be kept is kept.
    }
  }
}
