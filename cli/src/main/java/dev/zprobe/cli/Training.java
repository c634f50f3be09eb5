package dev.zprobe.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A run for the launcher's archive of loaded classes. No training meets every fault that a later
 * run will judge: what else is in the packages that it went through is loaded too, unused.
 */
final class Training {
  private static final String CLASS = ".class";

  private Training() {}

  public static void main(String[] arguments) {
    int code = Main.process(arguments);
    ClassLoader loader = Training.class.getClassLoader();
    Set<String> used =
        Arrays.stream(loader.getDefinedPackages())
            .map(Package::getName)
            .collect(Collectors.toSet());
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Path.of(place).getFileName().toString().startsWith("zprobe-")) {
        load(classes(place, name -> used.contains(packageOf(name))), loader);
      }
    }
    System.exit(code);
  }

  private static List<String> classes(String jar, Predicate<String> wanted) {
    try (ZipFile file = new ZipFile(jar)) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(CLASS))
          .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
          .filter(wanted)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String packageOf(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static void load(List<String> names, ClassLoader loader) {
    for (String name : names) {
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException | LinkageError absent) {
        // an archive without it is as good
      }
    }
  }
}
