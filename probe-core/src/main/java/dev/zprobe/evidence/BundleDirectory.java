package dev.zprobe.evidence;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Where a bundle's parts are. Made before the first packet, so that a run that is killed leaves
 * what it has written so far, and no report.
 */
public record BundleDirectory(Path path) {
  /** The records of repairs that were made after the bundle was sealed; no part of the evidence. */
  public static final String REPAIRS = "repairs";

  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int LONGEST_HOST = 40;

  /**
   * Makes the directory, owner-only, with an empty key log in it and a manifest that says that the
   * bundle is partial. An empty directory that exists is taken, and narrowed to its owner.
   *
   * @throws IOException when it cannot be made or holds something already
   */
  public static BundleDirectory create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      requireEmpty(path);
      OwnerOnly.narrowDirectory(path);
    } else {
      OwnerOnly.directory(path);
    }
    BundleDirectory bundle = new BundleDirectory(path);
    BundleWriter.begin(bundle);
    OwnerOnly.file(bundle.keys());
    return bundle;
  }

  /** {@code zprobe-<UTC time>-<host>}, the host's name cut down to harmless characters. */
  public static String defaultName(Instant time, String host) {
    String plain = host.replaceAll("[^A-Za-z0-9.-]", "_");
    String bounded = plain.substring(0, Math.min(plain.length(), LONGEST_HOST));
    return "zprobe-" + NAME_TIME.format(time) + "-" + (bounded.isEmpty() ? "host" : bounded);
  }

  public Path report() {
    return path.resolve("report.json");
  }

  public Path capture() {
    return path.resolve("capture.pcapng");
  }

  /** What the run tried, so that it can be tried again. */
  public Path plan() {
    return path.resolve(PlanFile.NAME);
  }

  /** What people read in a browser: one file that needs no other. */
  public Path html() {
    return path.resolve("report.html");
  }

  /** For a ticket. */
  public Path markdown() {
    return path.resolve("report.md");
  }

  public Path manifest() {
    return path.resolve(Manifest.FILE);
  }

  public Path signature() {
    return path.resolve(Manifest.SIGNATURE_FILE);
  }

  /** The NSS key log of the probes' own sessions. */
  public Path keys() {
    return path.resolve("keys.log");
  }

  private static void requireEmpty(Path path) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      if (entries.iterator().hasNext()) {
        throw new IOException("the directory is not empty");
      }
    }
  }
}
