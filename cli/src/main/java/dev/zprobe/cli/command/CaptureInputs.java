package dev.zprobe.cli.command;

import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.NotACaptureException;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.cli.shell.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The captures that a command is given.
 *
 * @param files as on the command line; {@code -} alone is standard input
 */
record CaptureInputs(List<String> files) {
  static final String STANDARD_STREAM = "-";

  private static final long LARGE = 32L << 20;

  CaptureInputs {
    files = List.copyOf(files);
    if (files.contains("")) {
      // Java takes it for the working directory; it is a script's variable that is not set.
      throw Refusal.usage("the name of a capture is empty; give a file, a directory or -");
    }
    if (files.size() > 1 && files.contains(STANDARD_STREAM)) {
      throw Refusal.usage("- stands for standard input and cannot be read together with files");
    }
  }

  boolean isStandardInput() {
    return files.equals(List.of(STANDARD_STREAM));
  }

  /**
   * Opens them, in order.
   *
   * @throws Refusal when one is no capture
   */
  PacketSource open() throws IOException {
    try {
      return isStandardInput() ? CaptureFiles.of(System.in) : CaptureFiles.of(paths());
    } catch (NotACaptureException no) {
      throw Refusal.usage(no.getMessage());
    }
  }

  /**
   * Opens them once more.
   *
   * @param option what they are read again for
   * @throws Refusal when they came from standard input
   */
  PacketSource openAgain(String option) throws IOException {
    if (isStandardInput()) {
      throw Refusal.usage(
          option + " reads twice, which standard input does not allow; give a file");
    }
    return open();
  }

  /**
   * Large enough that two threads, each of which reads everything, end sooner than one. Not
   * compressed files: expanding them twice takes what the second thread gives.
   */
  boolean areLarge() {
    return !isStandardInput() && CaptureFiles.plainBytes(paths()) >= LARGE;
  }

  private List<Path> paths() {
    return files.stream().map(Path::of).toList();
  }

  /** The files' own names, without the directories that are nobody's business. */
  String names() {
    List<String> names = new ArrayList<>();
    for (String each : files) {
      Path last = Path.of(each).getFileName();
      names.add(last == null ? each : last.toString());
    }
    return String.join(" ", names);
  }
}
