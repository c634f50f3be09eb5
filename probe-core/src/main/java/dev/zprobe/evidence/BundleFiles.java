package dev.zprobe.evidence;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of a bundle, in a directory or a zip, as somebody else may have made it: everything is
 * bounded, no name leads out of it, links are not followed. For one thread; the one who opened it
 * closes it.
 */
public final class BundleFiles implements Closeable {
  private static final int MOST_FILES = 64;
  private static final int LONGEST_NAME = 100;
  private static final long MOST_BYTES = 4L << 30;
  private static final long MOST_RATIO = 200;
  private static final long ALWAYS_FINE = 1L << 20;
  private static final long MOST_JSON = 128L << 20;
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              new JsonFactoryBuilder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxStringLength(4 << 20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path place;
  private final Optional<ZipFile> zip;
  private final Map<String, Long> sizes = new TreeMap<>();

  private BundleFiles(Path place, Optional<ZipFile> zip) {
    this.place = place;
    this.zip = zip;
  }

  /**
   * Opens a directory or a zip file.
   *
   * @throws BundleException when it is neither, or hostile
   */
  public static BundleFiles open(Path place) throws BundleException {
    if (Files.isDirectory(place)) {
      BundleFiles files = new BundleFiles(place, Optional.empty());
      files.list();
      return files;
    }
    if (!Files.isRegularFile(place)) {
      throw new BundleException("there is no such file or directory");
    }
    try {
      BundleFiles files = new BundleFiles(place, Optional.of(new ZipFile(place.toFile())));
      files.index();
      return files;
    } catch (IOException | IllegalArgumentException broken) {
      throw new BundleException("it is neither a bundle's directory nor a zip");
    }
  }

  /** True for a name that stays where it is put. */
  static boolean plain(String name) {
    return name.length() <= LONGEST_NAME && name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  }

  private void list() throws BundleException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
      for (Path each : entries) {
        boolean regular = Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS);
        add(each.getFileName().toString(), regular ? Files.size(each) : -1);
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException unreadable) {
      throw new BundleException("the directory cannot be read");
    }
  }

  private void index() throws BundleException {
    Enumeration<? extends ZipEntry> entries = zip.orElseThrow().entries();
    long total = 0;
    while (entries.hasMoreElements()) {
      ZipEntry each = entries.nextElement();
      if (!plain(each.getName()) || each.isDirectory()) {
        throw new BundleException("the zip holds a file whose name leads elsewhere");
      }
      if (sizes.containsKey(each.getName())) {
        throw new BundleException("the zip holds " + each.getName() + " twice");
      }
      long size = each.getSize();
      total += size;
      boolean bomb =
          size > ALWAYS_FINE && size / Math.max(1, each.getCompressedSize()) > MOST_RATIO;
      if (size < 0 || total > MOST_BYTES || bomb) {
        throw new BundleException("the zip would unpack to far more than a bundle holds");
      }
      add(each.getName(), size);
    }
  }

  private void add(String name, long size) throws BundleException {
    if (sizes.size() == MOST_FILES) {
      throw new BundleException("it holds more files than a bundle has");
    }
    sizes.put(name, size);
  }

  /** What is there, other files and directories included. */
  public NavigableSet<String> names() {
    return new TreeSet<>(sizes.keySet());
  }

  public boolean has(String name) {
    return sizes.getOrDefault(name, -1L) >= 0;
  }

  /** Bytes, unpacked. */
  public long size(String name) {
    return sizes.getOrDefault(name, 0L);
  }

  /**
   * The content of a file that is there; never more than its size says.
   *
   * @throws BundleException when it cannot be read
   */
  public InputStream content(String name) throws BundleException {
    try {
      if (!has(name)) {
        throw new BundleException(name + " is missing");
      }
      InputStream raw =
          zip.isPresent()
              ? zip.get().getInputStream(zip.get().getEntry(name))
              : Files.newInputStream(place.resolve(name), LinkOption.NOFOLLOW_LINKS);
      return new Bounded(raw, sizes.get(name));
    } catch (IOException unreadable) {
      throw new BundleException(name + " cannot be read");
    }
  }

  /** A whole file that must be small. */
  byte[] bytes(String name, int most) throws BundleException {
    if (size(name) > most) {
      throw new BundleException(name + " is larger than any of its kind");
    }
    try (InputStream content = content(name)) {
      return content.readAllBytes();
    } catch (IOException broken) {
      throw new BundleException(name + " cannot be read");
    }
  }

  /** A file as JSON: bounded in size and depth, no key twice. */
  public JsonNode json(String name) throws BundleException {
    if (size(name) > MOST_JSON) {
      throw new BundleException(name + " is larger than any report");
    }
    try (InputStream content = content(name)) {
      return parse(name, content);
    } catch (IOException broken) {
      throw new BundleException(name + " cannot be read");
    }
  }

  static JsonNode parse(String name, byte[] text) throws BundleException {
    try {
      return parse(name, new ByteArrayInputStream(text));
    } catch (IOException broken) {
      throw new BundleException(name + " cannot be read");
    }
  }

  private static JsonNode parse(String name, InputStream text) throws BundleException, IOException {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || !node.isObject()) {
        throw new BundleException(name + " is no JSON object");
      }
      return node;
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
      throw new BundleException(name + " is not valid JSON, line " + line);
    }
  }

  @Override
  public void close() throws IOException {
    if (zip.isPresent()) {
      zip.get().close();
    }
  }

  /** A zip may lie about a size: what is more than it said is an error. */
  private static final class Bounded extends java.io.FilterInputStream {
    private long left;

    Bounded(InputStream in, long size) {
      super(in);
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new IOException("more than its size says");
      }
    }
  }
}
