package dev.zprobe.repair.apply;

import dev.zprobe.repair.Saved;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Puts things away and back. A file's content goes back into the file that is there, so that its
 * mode, its owner and a mount upon it stay; a directory moves as a whole.
 */
final class Keeper {
  private final Programs programs;
  private final RepairRecord record;

  Keeper(Programs programs, RepairRecord record) {
    this.programs = programs;
    this.record = record;
  }

  /** Throws IOException, and then nothing was changed, when it cannot be kept for certain. */
  Kept keep(Saved saved, int number) throws IOException {
    return saved.isFile() ? keepFile(saved, number) : keepOutput(saved);
  }

  private Kept keepFile(Saved saved, int number) throws IOException {
    Path given = Path.of(saved.file());
    String as = "kept-" + number + "-" + given.getFileName();
    if (!Files.exists(given, LinkOption.NOFOLLOW_LINKS)) {
      return new Kept(saved.file(), saved.command(), "", saved.restore(), Kept.Form.ABSENT, "", "");
    }
    Path file = given.toRealPath();
    Path copy = record.file(as);
    if (Files.isDirectory(file)) {
      move(file, copy);
      return new Kept(
          file.toString(), saved.command(), as, saved.restore(), Kept.Form.DIRECTORY, "", "");
    }
    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    String digest = digest(Files.readAllBytes(file));
    if (!digest.equals(digest(Files.readAllBytes(copy)))) {
      throw new IOException(file + " changes while it is copied");
    }
    return new Kept(
        file.toString(), saved.command(), as, saved.restore(), Kept.Form.FILE, digest, "");
  }

  private Kept keepOutput(Saved saved) throws IOException {
    Programs.Ran ran = programs.run(saved.command());
    record.ran("looked", saved.command(), ran);
    Path file = record.file(saved.as());
    boolean wroteItself = Files.exists(file) && ran.ok();
    if (!wroteItself) {
      if (!ran.ok() && !saved.restore().isEmpty()) {
        throw new IOException("\"" + String.join(" ", saved.command()) + "\" does not work");
      }
      Files.write(file, RepairRecord.bytes(saved.head() + lines(saved, ran.output())));
    }
    Kept.Form form = saved.stable() ? Kept.Form.STABLE_OUTPUT : Kept.Form.OUTPUT;
    return new Kept(
        "", saved.command(), saved.as(), saved.restore(), form, stable(ran.output()), "");
  }

  private static String lines(Saved saved, String output) {
    if (saved.line().isEmpty()) {
      return output;
    }
    StringBuilder lines = new StringBuilder();
    output
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> lines.append(saved.line().replace("{line}", line.strip())).append('\n'));
    return lines.toString();
  }

  /** The digest of what is there now. */
  String now(Kept kept) throws IOException {
    return switch (kept.form()) {
      case FILE, ABSENT -> {
        Path file = Path.of(kept.file());
        yield Files.isRegularFile(file) ? digest(Files.readAllBytes(file)) : "";
      }
      case DIRECTORY, OUTPUT -> "";
      case STABLE_OUTPUT -> stable(programs.run(kept.command()).output());
    };
  }

  /** Puts a file or directory back; what is in its place goes into the record first. */
  void putBack(Kept kept) throws IOException {
    Path file = Path.of(kept.file());
    switch (kept.form()) {
      case FILE -> {
        byte[] content = Files.readAllBytes(record.file(kept.as()));
        if (!digest(content).equals(kept.digest())) {
          throw new IOException("what was kept of " + file + " is damaged; nothing was put back");
        }
        boolean there = Files.exists(file);
        if (there && Arrays.equals(Files.readAllBytes(file), content)) {
          return;
        }
        setAside(file, kept);
        if (there) {
          Files.write(file, content);
        } else {
          Files.copy(record.file(kept.as()), file, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
      case ABSENT -> {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          move(file, record.file("later-" + file.getFileName()));
        }
      }
      case DIRECTORY -> {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          move(file, record.file("later-" + kept.as()));
        }
        move(record.file(kept.as()), file);
      }
      case OUTPUT, STABLE_OUTPUT -> {
        // A command feeds it back.
      }
    }
  }

  private void setAside(Path file, Kept kept) throws IOException {
    if (Files.exists(file)) {
      Files.copy(file, record.file("later-" + kept.as()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** By renaming, or by copying all and deleting what was copied. */
  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException otherDisk) {
      copyTree(from, to);
      deleteTree(from);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes)
              throws IOException {
            return copy(at);
          }

          @Override
          public FileVisitResult visitFile(Path at, BasicFileAttributes attributes)
              throws IOException {
            return copy(at);
          }

          private FileVisitResult copy(Path at) throws IOException {
            Files.copy(
                at,
                to.resolve(from.relativize(at).toString()),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path at, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(at);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path at, IOException trouble)
              throws IOException {
            Files.delete(at);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Counters of rules run on by themselves. */
  private static String stable(String output) {
    return digest(
        RepairRecord.bytes(
            output.replaceAll("packets \\d+ bytes \\d+", "").replaceAll("\\[\\d+:\\d+]", "")));
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }
}
