package dev.zprobe.cli.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The network of {@code testdata/lab/lab}, driven through its script. Closing it removes it, unless
 * {@code ZPROBE_LAB_PREFIX} lent one that was up. For one thread.
 */
final class Lab implements AutoCloseable {
  private static final long LONGEST_SECONDS = 180;

  private final Path top;
  private final String prefix;
  private final boolean borrowed;
  private final Map<String, String> facts;

  private Lab(Path top, String prefix, boolean borrowed, Map<String, String> facts) {
    this.top = top;
    this.prefix = prefix;
    this.borrowed = borrowed;
    this.facts = facts;
  }

  /** What a finished process left behind. */
  record Outcome(int exit, String output) {}

  /** Builds the lab. Throws IllegalStateException with the script's own words when that fails. */
  static Lab up() throws IOException, InterruptedException {
    Path top = top();
    String lent = System.getenv("ZPROBE_LAB_PREFIX");
    String prefix = lent == null ? "zj" + ProcessHandle.current().pid() : lent;
    List<String> command = List.of(script(top), "--prefix", prefix, lent == null ? "up" : "facts");
    Outcome outcome = run(command, top);
    if (outcome.exit() != 0) {
      throw new IllegalStateException("the lab did not come up: " + outcome.output());
    }
    return new Lab(top, prefix, lent != null, facts(outcome.output()));
  }

  /** The repository's top folder, found from the working directory upwards. */
  static Path top() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("testdata/lab/lab"))) {
      at = at.getParent();
      if (at == null) {
        throw new IllegalStateException("not inside the repository");
      }
    }
    return at;
  }

  private static String script(Path top) {
    return top.resolve("testdata/lab/lab").toString();
  }

  private static Map<String, String> facts(String output) {
    Map<String, String> facts = new LinkedHashMap<>();
    for (String line : output.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        facts.put(line.substring(0, equals), line.substring(equals + 1).replace("'", ""));
      }
    }
    return facts;
  }

  /** A fact such as LAB_CATALOG; an unknown name throws IllegalArgumentException. */
  String fact(String name) {
    if (!facts.containsKey(name)) {
      throw new IllegalArgumentException("the lab has no fact " + name);
    }
    return facts.get(name);
  }

  /** Replaces each {@code $LAB_NAME} by the fact of that name. */
  String filled(String text) {
    String result = text;
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      result = result.replace("${" + fact.getKey() + "}", fact.getValue());
    }
    return result;
  }

  /** Applies one fault, written as on the lab's command line. */
  void fault(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script(top), "--prefix", prefix, "fault"));
    command.addAll(List.of(words.trim().split(" +")));
    Outcome outcome = run(command, top);
    if (outcome.exit() != 0) {
      throw new IllegalStateException("fault " + words + ": " + outcome.output());
    }
  }

  /** Takes every fault back. */
  void heal() throws IOException, InterruptedException {
    Outcome outcome = run(List.of(script(top), "--prefix", prefix, "heal"), top);
    if (outcome.exit() != 0) {
      throw new IllegalStateException("heal: " + outcome.output());
    }
  }

  /** Runs a command on the client's machine. */
  Outcome onClient(List<String> command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", fact("LAB_NS_CLIENT")));
    whole.addAll(command);
    return run(whole, top);
  }

  private static Outcome run(List<String> command, Path where)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("zprobe-lab", ".out");
    output.toFile().deleteOnExit(); // a test run that is stopped gets to no "finally"
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(where.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      // Nothing is installed from inside a network that leads nowhere.
      builder.environment().remove("ZPROBE_INSTALL");
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("no end after " + LONGEST_SECONDS + " s: " + command);
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  @Override
  public void close() {
    if (borrowed) {
      return;
    }
    try {
      run(List.of(script(top), "clean", prefix), top);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
