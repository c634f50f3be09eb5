package dev.zprobe.startup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The entries of a jar by name, in their order. */
final class Jar {
  /** The same bytes from every build. */
  private static final LocalDateTime WRITTEN = LocalDateTime.of(2026, 11, 24, 0, 0);

  private Jar() {}

  static Map<String, byte[]> read(Path jar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        if (isSignature(each.getName())) {
          throw new IOException(jar + " is signed: rewritten, it would not be what was signed");
        }
        if (!each.isDirectory()) {
          entries.put(each.getName(), in.readAllBytes());
        }
      }
    }
    return entries;
  }

  private static boolean isSignature(String name) {
    return name.startsWith("META-INF/") && name.endsWith(".SF");
  }

  /** Puts a whole jar in the place of another one, or leaves that as it is. */
  static void write(Path jar, Map<String, byte[]> entries) throws IOException {
    Path beside = jar.resolveSibling(jar.getFileName() + ".new");
    try (OutputStream file = Files.newOutputStream(beside);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setTimeLocal(WRITTEN);
        out.putNextEntry(entry);
        out.write(each.getValue());
        out.closeEntry();
      }
    }
    Files.move(beside, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
