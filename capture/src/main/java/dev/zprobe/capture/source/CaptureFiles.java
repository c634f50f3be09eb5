package dev.zprobe.capture.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads capture files: pcap and pcapng, plain or gzip, told apart by their first bytes. Several
 * files, or a folder, are read as one capture, in the order of their first packets.
 */
public final class CaptureFiles implements PacketSource {
  private static final int GZIP = 0x1f8b;

  private final List<Path> files;
  private final InputStream stream;
  private volatile boolean closed;
  private volatile Reading reading = new Reading(frame -> {});

  private CaptureFiles(List<Path> files, InputStream stream) {
    this.files = files;
    this.stream = stream;
  }

  /**
   * @param paths files and folders (of which the files directly inside are read, captures only)
   * @throws NotACaptureException when one cannot be read, or a named file or a folder holds no
   *     capture
   */
  public static CaptureFiles of(List<Path> paths) throws NotACaptureException {
    List<Path> found = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        found.addAll(inFolder(path));
      } else {
        found.add(path);
      }
    }
    return new CaptureFiles(
        found.size() < 2 ? found : byFirstPacket(found), InputStream.nullInputStream());
  }

  /** Reads a stream, such as the standard input; the caller closes it. */
  public static CaptureFiles of(InputStream stream) {
    return new CaptureFiles(List.of(), stream);
  }

  private static List<Path> inFolder(Path folder) throws NotACaptureException {
    List<Path> captures = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.filter(Files::isRegularFile).sorted().toList()) {
        if (firstMoment(entry).isCapture()) {
          captures.add(entry);
        }
      }
    } catch (IOException e) {
      throw new NotACaptureException(folder + ": " + reason(e));
    }
    if (captures.isEmpty()) {
      throw new NotACaptureException(folder + ": no capture file in this folder");
    }
    return captures;
  }

  /** Bytes in these files and folders; 0 when one of them is no plain file, or is compressed. */
  public static long plainBytes(List<Path> paths) {
    long bytes = 0;
    try {
      for (Path path : paths) {
        for (Path file : Files.isDirectory(path) ? inFolder(path) : List.of(path)) {
          if (!Files.isRegularFile(file) || isCompressed(file)) {
            return 0;
          }
          bytes += Files.size(file);
        }
      }
    } catch (IOException unreadable) {
      return 0; // reading it will say why
    }
    return bytes;
  }

  private static boolean isCompressed(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Window window = new Window(channel);
      return isCompressed(window);
    }
  }

  private static boolean isCompressed(Window window) {
    return window.ensure(2) && (window.buffer().getShort(window.at()) & 0xffff) == GZIP;
  }

  /** A ring of files is in order by time, not by name: names repeat or wrap. */
  private static List<Path> byFirstPacket(List<Path> files) throws NotACaptureException {
    record Dated(Path file, long nanos) {}

    List<Dated> dated = new ArrayList<>();
    for (Path file : files) {
      dated.add(new Dated(file, firstMoment(file).nanos()));
    }
    dated.sort(Comparator.comparingLong(Dated::nanos));
    return dated.stream().map(Dated::file).toList();
  }

  private record FirstMoment(boolean isCapture, long nanos) {}

  @SuppressWarnings("try") // closed from within, since one frame is enough
  private static FirstMoment firstMoment(Path file) {
    long[] nanos = {Long.MAX_VALUE};
    try (CaptureFiles one = new CaptureFiles(List.of(file), InputStream.nullInputStream())) {
      one.deliver(
          frame -> {
            nanos[0] = Math.min(nanos[0], frame.nanos());
            one.close();
          });
      return new FirstMoment(true, nanos[0]);
    } catch (IOException e) {
      return new FirstMoment(false, nanos[0]);
    }
  }

  @Override
  public void deliver(FrameSink sink) throws IOException {
    reading = new Reading(sink);
    if (files.isEmpty()) {
      deliver("standard input", Channels.newChannel(stream));
    }
    for (Path file : files) {
      if (closed) {
        return;
      }
      try (ReadableByteChannel channel = open(file)) {
        deliver(file.toString(), channel);
      }
    }
  }

  private static ReadableByteChannel open(Path file) throws IOException {
    try {
      return FileChannel.open(file);
    } catch (IOException e) {
      throw new NotACaptureException(file + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    return e instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  private void deliver(String name, ReadableByteChannel channel) throws IOException {
    Window window = new Window(channel);
    if (isCompressed(window)) {
      try {
        window.decompress();
      } catch (IOException e) {
        throw new NotACaptureException(name + ": looks like gzip but cannot be read");
      }
    }
    if (!window.ensure(4)) {
      throw new NotACaptureException(name + ": " + tooShort(window));
    }
    int magic = window.buffer().getInt(window.at());
    if (PcapngSource.recognises(magic)) {
      new PcapngSource(window, reading).deliver();
    } else if (PcapSource.recognises(magic)) {
      new PcapSource(window, magic, reading).deliver();
    } else {
      throw new NotACaptureException(name + ": " + OtherFormat.describe(magic));
    }
  }

  private static String tooShort(Window window) {
    if (!window.failure().isEmpty()) {
      return "cannot be read (" + window.failure() + ")";
    }
    return window.ensure(1) ? "too short to be a capture" : "empty";
  }

  @Override
  public void close() {
    closed = true;
    reading.close();
  }
}
