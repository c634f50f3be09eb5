package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.zprobe.cli.render.JUnitXml;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.BundleWriter;
import dev.zprobe.evidence.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Files that are asked for beside the bundle; each replaces what was there in one step. */
final class ResultFiles {
  private ResultFiles() {}

  static void junit(Path file, String suite, String timestamp, List<JUnitXml.Case> cases) {
    write(file, out -> JUnitXml.write(suite, timestamp, cases, out));
  }

  static void text(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What {@code --json} asks for, on standard output. */
  static void json(Console console, JsonNode result) {
    try {
      JsonText.write(result, console.out());
    } catch (IOException closed) {
      throw Refusal.environment("standard output does not take the result");
    }
  }

  static void write(Path file, BundleWriter.Content content) {
    try {
      BundleWriter.atomically(file, content);
    } catch (IOException refused) {
      throw Refusal.environment(
          "cannot write " + file + " (" + FileTrouble.words(refused) + "); choose another place");
    }
  }
}
