package dev.zprobe.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a file that a user names: bounded, and with words for what is wrong with it. */
public final class InputFile {
  private static final int LONGEST = 16 << 20;

  private InputFile() {}

  /**
   * The text of a file.
   *
   * @throws CatalogException with one line when it cannot be read, is too long, or not UTF-8
   */
  public static String text(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new CatalogException(
            file + ": longer than such a file may be (" + (LONGEST >> 20) + " MB)");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw new CatalogException(file + ": not UTF-8");
    } catch (IOException unreadable) {
      throw new CatalogException(file + ": cannot be read: " + reason(file, unreadable));
    }
  }

  /** Why a file cannot be read; the JDK often says only its name. */
  public static String reason(Path file, IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (unreadable instanceof AccessDeniedException) {
      return "permission denied";
    } else if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    String message = String.valueOf(unreadable.getMessage());
    return message.lines().findFirst().orElse("").strip();
  }
}
