package dev.zprobe.capture.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes frames into a ring of pcapng files: when one is full the next begins, and the oldest goes.
 * Each file can be read on its own. Safe for use by several threads.
 */
public final class RingWriter implements FrameSink, Closeable {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path directory;
  private final PcapngWriter.Producer producer;
  private final int mostFiles;
  private final long fileBytes;
  private final List<CaptureInterface> interfaces = new ArrayList<>();
  private final Deque<Path> files = new ArrayDeque<>();
  private PcapngWriter writer;
  private int begun;
  private long frames;
  private String failure = "";
  private boolean closed;

  /**
   * Begins the first file.
   *
   * @param mostFiles how many are kept, at least 1
   * @param fileBytes after which a file is full, more than 0
   */
  public RingWriter(Path directory, PcapngWriter.Producer producer, int mostFiles, long fileBytes)
      throws IOException {
    this.directory = directory;
    this.producer = producer;
    this.mostFiles = mostFiles;
    this.fileBytes = fileBytes;
    this.writer = next();
  }

  private PcapngWriter next() throws IOException {
    begun++;
    Path file =
        directory.resolve("zprobe-%05d-%s.pcapng".formatted(begun, STAMP.format(Instant.now())));
    PcapngWriter fresh = PcapngWriter.create(file, producer);
    interfaces.forEach(fresh::opened);
    files.add(file);
    while (files.size() > mostFiles) {
      Files.deleteIfExists(files.remove());
    }
    return fresh;
  }

  @Override
  public synchronized void opened(CaptureInterface captureInterface) {
    interfaces.add(captureInterface);
    writer.opened(captureInterface);
  }

  @Override
  public synchronized void frame(Frame frame) {
    if (closed || writer.failed() || !failure.isEmpty()) {
      return;
    }
    writer.frame(frame);
    frames++;
    if (writer.length() >= fileBytes) {
      roll();
    }
  }

  /** When the disk refuses the next file, the last one stays and is said to have failed. */
  private void roll() {
    try {
      writer.close();
      writer = next();
    } catch (IOException full) {
      failure = String.valueOf(full.getMessage());
    }
  }

  /** Why nothing more is written; empty while all is well. */
  public synchronized String failure() {
    return failure.isEmpty() && writer.failed() ? "the disk refuses more" : failure;
  }

  @Override
  public synchronized void statistics(InterfaceStatistics statistics) {
    writer.statistics(statistics);
  }

  /** Brings what was written so far to the disk, so that a crash loses little. */
  public synchronized void flush() {
    writer.flush();
  }

  /** Frames written, over all files, those that are gone included. */
  public synchronized long frames() {
    return frames;
  }

  /** The files that are there, the oldest first. */
  public synchronized List<Path> files() {
    return List.copyOf(files);
  }

  /** What the disk refuses is said by {@link #failure}. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
    } catch (IOException full) {
      failure = String.valueOf(full.getMessage());
    }
  }
}
