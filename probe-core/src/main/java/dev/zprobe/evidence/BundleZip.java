package dev.zprobe.evidence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** One file instead of a directory. */
public final class BundleZip {
  private static final String PARTIAL = ".partial";

  private BundleZip() {}

  /** True when a bundle is wanted as one file. */
  public static boolean isWanted(Path place) {
    return place.toString().endsWith(".zip");
  }

  /** Where such a bundle grows; a killed run leaves it there. */
  public static Path workplace(Path zip) {
    return zip.resolveSibling(zip.getFileName() + PARTIAL);
  }

  /** Packs the directory, which is gone afterwards. The zip appears in one step. */
  public static void pack(BundleDirectory from, Path zip) throws IOException {
    NavigableSet<Path> files = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(from.path())) {
      entries.forEach(files::add);
    }
    BundleWriter.atomically(zip, out -> write(files, out));
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(from.path());
  }

  private static void write(NavigableSet<Path> files, OutputStream out) throws IOException {
    ZipOutputStream packed = new ZipOutputStream(out);
    for (Path file : files) {
      packed.putNextEntry(new ZipEntry(file.getFileName().toString()));
      Files.copy(file, packed);
      packed.closeEntry();
    }
    packed.finish();
  }
}
