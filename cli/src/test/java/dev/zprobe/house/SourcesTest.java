package dev.zprobe.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler does not see: sizes and words. The whole of every module is read. */
class SourcesTest {
  private static final int LONGEST_FILE = 300;
  private static final int LONGEST_METHOD = 70;
  private static final int MOST_PARAMETERS = 5;
  private static final int MOST_COMPONENTS = 7;
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final Pattern METHOD =
      Pattern.compile(
          "(?m)^(?: {2}| {4})(?:(?:public|protected|private|static|final|abstract|synchronized)"
              + " )*(?:<[^;{]*?> )?[\\w<>\\[\\], ?.]+ (\\w+)\\(([^;{}]*?)\\)(?: throws [^{;]+)?"
              + " \\{\\n");
  private static final Pattern RECORD =
      Pattern.compile("\\brecord (\\w+)(?:<[^(]*>)?\\(([^{}]*?)\\)");
  private static final Pattern BANNED_NAME =
      Pattern.compile(".*(Manager|Helper|Utils?|Impl|Base|Data|Info)|Abstract.*");

  /** Called for every payload, where a parameter object would be garbage. */
  private static final Set<String> ON_THE_HOT_PATH = Set.of("bytes");

  @Test
  void filesAreShort() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src/main")) {
      long lines = Files.readString(file).lines().count();
      if (lines >= LONGEST_FILE) {
        wrong.add(TOP.relativize(file) + ": " + lines + " lines");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void methodsAreShortAndTakeFewParameters() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src/main")) {
      String text = Files.readString(file);
      Matcher method = METHOD.matcher(text);
      while (method.find()) {
        String name = TOP.relativize(file) + ": " + method.group(1);
        int length = length(text, method.end());
        if (length > LONGEST_METHOD) {
          wrong.add(name + " has " + length + " lines");
        }
        if (count(method.group(2)) > MOST_PARAMETERS
            && !isConstructorOfRecord(text, method.group(1))
            && !ON_THE_HOT_PATH.contains(method.group(1))) {
          wrong.add(name + " has " + count(method.group(2)) + " parameters");
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void recordsAreNarrow() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src/main")) {
      Matcher record = RECORD.matcher(Files.readString(file));
      while (record.find()) {
        if (count(record.group(2)) > MOST_COMPONENTS) {
          wrong.add(TOP.relativize(file) + ": " + record.group(1));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noNameIsEmpty() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src")) {
      String name = file.getFileName().toString().replace(".java", "");
      if (BANNED_NAME.matcher(name).matches()) {
        wrong.add(TOP.relativize(file).toString());
      }
    }
    assertEquals(List.of(), wrong);
  }

  /** Lines of a body whose opening brace ends at {@code start}; the formatter aligns its end. */
  private static int length(String text, int start) {
    int opening = text.lastIndexOf('\n', start - 2) + 1;
    int indent = opening;
    while (text.charAt(indent) == ' ') {
      indent++;
    }
    // A wrapped head is indented further than its end: go back to the line that begins it.
    String end = "\n" + " ".repeat(indent - opening >= 6 ? 2 : indent - opening) + "}\n";
    int close = text.indexOf(end, start - 1);
    return close < 0 ? 0 : (int) text.substring(start, close + 1).lines().count();
  }

  private static int count(String parameters) {
    int depth = 0;
    int commas = 0;
    for (int at = 0; at < parameters.length(); at++) {
      char each = parameters.charAt(at);
      depth += each == '<' || each == '(' ? 1 : each == '>' || each == ')' ? -1 : 0;
      commas += each == ',' && depth == 0 ? 1 : 0;
    }
    return parameters.isBlank() ? 0 : commas + 1;
  }

  private static boolean isConstructorOfRecord(String text, String name) {
    return text.contains("record " + name + "(");
  }

  private static List<Path> sources(String under) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : List.of("testdata", "probe-core", "capture", "cli", "cli/startup")) {
      Path root = TOP.resolve(module).resolve(under);
      if (Files.isDirectory(root)) {
        try (Stream<Path> all = Files.walk(root)) {
          all.filter(each -> each.toString().endsWith(".java")).forEach(files::add);
        }
      }
    }
    return files;
  }
}
