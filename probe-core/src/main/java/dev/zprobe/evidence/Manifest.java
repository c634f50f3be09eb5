package dev.zprobe.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which files belong to a bundle, with their hashes.
 *
 * @param complete false while the run lasts, and for ever when it was killed
 */
public record Manifest(boolean complete, List<Entry> files) {
  static final String FILE = "manifest.json";
  static final String SIGNATURE_FILE = "manifest.p7s";

  /** The version of the form, not of the program. */
  static final String SCHEMA = "zprobe.manifest/1";

  private static final int MOST_FILES = 64;
  private static final String SHA256 = "[0-9a-f]{64}";

  public Manifest {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param name without directories
   * @param sha256 in lower-case hexadecimal digits
   */
  public record Entry(String name, long bytes, String sha256) {}

  static Manifest partial() {
    return new Manifest(false, List.of());
  }

  /** Of what lies in the directory now. */
  static Manifest of(Path directory) throws IOException {
    TreeSet<Path> paths = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(paths::add);
    }
    List<Entry> files = new ArrayList<>();
    for (Path path : paths) {
      String name = path.getFileName().toString();
      if (!name.equals(FILE) && !name.equals(SIGNATURE_FILE)) {
        try (InputStream content = Files.newInputStream(path)) {
          files.add(new Entry(name, Files.size(path), digest(content)));
        }
      }
    }
    return new Manifest(true, files);
  }

  static String digest(InputStream content) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("schema", SCHEMA);
    node.put("complete", complete);
    ArrayNode array = node.putArray("files");
    for (Entry each : files) {
      array
          .addObject()
          .put("name", each.name())
          .put("bytes", each.bytes())
          .put("sha256", each.sha256());
    }
    return node;
  }

  /**
   * Reads one.
   *
   * @throws BundleException when it is none, or of another version
   */
  static Manifest read(JsonNode node) throws BundleException {
    String schema = node.path("schema").asText("");
    if (!schema.equals(SCHEMA)) {
      throw new BundleException(
          FILE + " has the schema \"" + schema + "\"; this zprobe reads " + SCHEMA);
    }
    if (!node.path("complete").isBoolean() || !node.path("files").isArray()) {
      throw new BundleException(FILE + " lacks complete or files");
    }
    List<Entry> files = new ArrayList<>();
    for (JsonNode each : node.path("files")) {
      String sha256 = each.path("sha256").asText("");
      String name = each.path("name").asText("");
      if (files.size() == MOST_FILES || !sha256.matches(SHA256) || !BundleFiles.plain(name)) {
        throw new BundleException(FILE + " lists a file that no bundle has");
      }
      files.add(new Entry(name, each.path("bytes").asLong(-1), sha256));
    }
    return new Manifest(node.path("complete").asBoolean(), files);
  }

  Optional<Entry> entry(String name) {
    return files.stream().filter(each -> each.name().equals(name)).findFirst();
  }
}
