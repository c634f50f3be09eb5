package dev.zprobe.cli.command;

import dev.zprobe.capture.source.NotACaptureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be had, in words: the JDK often says only its name. */
final class FileTrouble {
  private FileTrouble() {}

  /**
   * Why captures cannot be read, with the file's name once.
   *
   * @param names as they were given
   */
  static String ofCapture(String names, IOException trouble) {
    // A reader of several files says itself which one it is.
    return trouble instanceof NotACaptureException
        ? trouble.getMessage()
        : names + ": cannot be read: " + words(trouble);
  }

  static String words(IOException trouble) {
    if (trouble instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (trouble instanceof AccessDeniedException) {
      return "permission denied";
    } else if (trouble instanceof FileAlreadyExistsException) {
      return "it exists already";
    } else if (trouble instanceof NotDirectoryException) {
      return "a part of the path is not a directory";
    } else if (trouble instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    String message = trouble.getMessage();
    return message == null ? trouble.getClass().getSimpleName() : message;
  }
}
