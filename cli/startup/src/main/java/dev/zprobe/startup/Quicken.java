package dev.zprobe.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rewrites zprobe's and picocli's jars in a directory, in place. A run of a second spends much of
 * it on what Java links at run time (lambdas, the methods of records) and on classes that are too
 * old for an archive of loaded classes.
 */
public final class Quicken {
  private Quicken() {}

  /**
   * Takes the directory of the jars.
   *
   * @throws IOException when a jar cannot be read or replaced
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("the directory of the jars is wanted, nothing else");
    }
    try (Stream<Path> jars = Files.list(Path.of(arguments[0]))) {
      for (Path jar : jars.sorted().toList()) {
        quicken(jar);
      }
    }
  }

  private static void quicken(Path jar) throws IOException {
    String name = jar.getFileName().toString();
    if (name.startsWith("zprobe-") && name.endsWith(".jar")) {
      Map<String, byte[]> entries = Jar.read(jar);
      PlainJava.rewrite(entries);
      Jar.write(jar, entries);
    } else if (name.startsWith("picocli-") && name.endsWith(".jar")) {
      Map<String, byte[]> entries = Jar.read(jar);
      NewerFormat.rewrite(entries);
      Jar.write(jar, entries);
    }
  }
}
