package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Completes a bundle: each file is replaced in one step, the manifest last. Killed before that, it
 * is a partial bundle that says so; the capture and the keys are written while the run lasts.
 */
public final class BundleWriter {
  /** Behind the name of a file that is being written. */
  static final String PART = ".part";

  private BundleWriter() {}

  /** Leaves a manifest that says that the run has not ended. */
  static void begin(BundleDirectory bundle) throws IOException {
    atomically(bundle.manifest(), out -> JsonText.write(Manifest.partial().json(), out));
  }

  /**
   * Replaces {@code report.json} in one step: a reader sees the old one, or the new one whole.
   *
   * @throws IOException when the disk refuses; then no half report is left
   */
  public static void write(BundleDirectory bundle, ObjectNode report) throws IOException {
    atomically(bundle.report(), out -> JsonText.write(report, out));
    if (Files.exists(bundle.keys()) && Files.size(bundle.keys()) == 0) {
      Files.delete(bundle.keys());
    }
  }

  /**
   * Puts hashes and signature to what lies there; nothing may be written after this.
   *
   * @throws IOException when the disk refuses; then the bundle stays partial
   */
  public static void seal(BundleDirectory bundle, SigningKey key) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    JsonText.write(Manifest.of(bundle.path()).json(), text);
    byte[] signature = key.sign(text.toByteArray());
    atomically(bundle.signature(), out -> out.write(signature));
    atomically(bundle.manifest(), out -> out.write(text.toByteArray()));
  }

  /** What fills a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes beside the file, owner-only, then moves it into place. What is there and no file, such
   * as a device or a pipe, is written into instead: it must not be replaced by a file.
   */
  public static void atomically(Path file, Content content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
        content.writeTo(out);
      }
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    Path part = directory.resolve(file.getFileName() + PART);
    Files.deleteIfExists(part);
    OwnerOnly.file(part);
    try {
      try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.WRITE)) {
        content.writeTo(out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
