package dev.zprobe.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlainJavaTest {
  @Test
  void whatIsRewrittenDoesTheSame() throws Exception {
    List<String> expected = new Samples().get();
    assertEquals(expected, run(rewritten()));
  }

  @Test
  void nothingIsLeftToBeMadeAtRunTime() throws IOException {
    rewritten()
        .forEach(
            (name, bytes) -> {
              String text = new String(bytes, StandardCharsets.ISO_8859_1);
              assertFalse(text.contains("LambdaMetafactory.metafactory"), name);
              assertFalse(text.contains("java/lang/runtime/ObjectMethods"), name);
            });
  }

  @Test
  void eachLambdaIsAClass() throws IOException {
    assertTrue(rewritten().keySet().stream().filter(name -> name.contains("$$Plain")).count() > 15);
  }

  @Test
  void twoBuildsAreTheSame() throws IOException {
    Map<String, byte[]> one = rewritten();
    Map<String, byte[]> other = rewritten();
    assertEquals(List.copyOf(one.keySet()), List.copyOf(other.keySet()));
    one.forEach((name, bytes) -> assertEquals(List.of(box(bytes)), List.of(box(other.get(name)))));
  }

  private static String box(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static Map<String, byte[]> rewritten() throws IOException {
    Map<String, byte[]> classes = samples();
    PlainJava.rewrite(classes);
    return classes;
  }

  private static Map<String, byte[]> samples() throws IOException {
    Path here =
        Path.of(Samples.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path directory = here.resolve("dev/zprobe/startup");
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path each : files.sorted().toList()) {
        if (each.getFileName().toString().startsWith("Samples")) {
          classes.put(
              here.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
        }
      }
    }
    return classes;
  }

  @SuppressWarnings("unchecked") // of the class that is asked for by name
  private static List<String> run(Map<String, byte[]> classes) throws Exception {
    Class<?> samples = new Loader(classes).loadClass(Samples.class.getName());
    return ((Supplier<List<String>>) samples.getConstructor().newInstance()).get();
  }

  /** Its own classes before everybody's. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(PlainJavaTest.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] bytes = classes.get(name.replace('.', '/') + ".class");
      Class<?> known = findLoadedClass(name);
      if (known != null || bytes == null) {
        return known == null ? super.loadClass(name, resolve) : known;
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      throw new UnsupportedOperationException(name);
    }
  }
}
