package dev.zprobe.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why a file cannot be had, in words: the JDK often says only its name. */
final class FileTrouble {
  private FileTrouble() {}

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
