package dev.zprobe.cli.option;

import dev.zprobe.cli.shell.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * What holds for the values of every verb: none is empty, {@code -} stands for a standard stream
 * only where the verb says so, and a result has a place before the work for it begins.
 */
public final class GivenValues {
  private static final String STANDARD_STREAM = "-";

  /** Of a value that may be empty: libpcap's expression for everything. */
  private static final String FILTER = "--filter";

  /** Options that name one file to write, whatever the verb. */
  private static final Set<String> RESULTS =
      Set.of("--report", "--flows", "--junit", "--html", "--svg", "--map", "--textfile");

  private final List<ArgSpec> given = new ArrayList<>();

  private GivenValues(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
      given.addAll(at.matchedOptions());
      given.addAll(at.matchedPositionals());
    }
  }

  /**
   * @throws Refusal that says which value cannot be, and why
   */
  public static void check(ParseResult parsed) {
    GivenValues values = new GivenValues(parsed);
    for (ArgSpec each : values.given) {
      for (String value : each.originalStringValues()) {
        values.check(each, value);
      }
    }
  }

  private void check(ArgSpec argument, String value) {
    String name = name(argument);
    if (value.isBlank() && argument.arity().max() > 0 && !name.equals(FILTER)) {
      String wanted = argument instanceof OptionSpec ? wanted(argument) : "one";
      throw Refusal.usage(name + " is empty; give " + wanted + ", or leave it out");
    }
    boolean file = Arrays.asList(argument.typeInfo().getAuxiliaryTypes()).contains(Path.class);
    if (file && value.equals(STANDARD_STREAM)) {
      throw Refusal.usage(
          name + " -: a standard stream cannot stand here; give a file (./- for one of that name)");
    }
    if (isResult(argument) && !value.equals(STANDARD_STREAM)) {
      demandPlace(name, Path.of(value));
      demandOwn(argument, name, Path.of(value));
    }
  }

  /** One file to write; what a bundle goes into is looked at where it is begun. */
  private static boolean isResult(ArgSpec argument) {
    String name = name(argument);
    return RESULTS.contains(name) || name.equals("--out") && argument.paramLabel().equals("FILE");
  }

  private static String wanted(ArgSpec argument) {
    return argument.paramLabel().replace("|", " or ");
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /** What the end of a long run would find out otherwise. */
  private static void demandPlace(String name, Path file) {
    Path directory = file.toAbsolutePath().getParent();
    String why = "";
    if (Files.isDirectory(file)) {
      why = "it is a directory; name a file in it";
    } else if (Files.exists(file) && !Files.isRegularFile(file)) {
      why = Files.isWritable(file) ? "" : "permission denied; choose another place";
    } else if (directory == null || !Files.exists(directory)) {
      why = "there is no directory " + directory + "; make it, or choose another place";
    } else if (!Files.isDirectory(directory)) {
      why = directory + " is not a directory; choose another place";
    } else if (!Files.isWritable(directory)) {
      why = "permission denied in " + directory + "; choose another place";
    }
    if (!why.isEmpty()) {
      throw Refusal.environment("cannot write " + name + " " + file + ": " + why);
    }
  }

  /** A result must replace neither what it is made of nor another result. */
  private void demandOwn(ArgSpec argument, String name, Path file) {
    for (ArgSpec other : given) {
      // A catalog may be brought up to date in its place.
      boolean inPlace = name.equals("--out") && name(other).equals("--catalog");
      for (String value : other.originalStringValues()) {
        if (other != argument && !inPlace && isSame(file, value)) {
          throw Refusal.usage(
              name + " " + file + " is also " + name(other) + "; choose another file");
        }
      }
    }
  }

  private static boolean isSame(Path file, String value) {
    try {
      Path other = Path.of(value);
      return Files.exists(file)
          ? Files.isRegularFile(file) && Files.exists(other) && Files.isSameFile(file, other)
          : file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    } catch (IOException | InvalidPathException noFile) {
      return false;
    }
  }
}
