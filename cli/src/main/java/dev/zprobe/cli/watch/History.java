package dev.zprobe.cli.watch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.compare.Comparison;
import dev.zprobe.compare.EndpointView;
import dev.zprobe.compare.FindingChange;
import dev.zprobe.compare.FindingView;
import dev.zprobe.compare.TargetChange;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.evidence.OwnerOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of JSON for each round that brought news, in a file that is opened for that line only.
 * At 8 MB it becomes {@code history.1.jsonl} and a new one begins: never more than two.
 */
public final class History {
  private static final long LARGEST = 8L << 20;
  private static final int MOST_CHANGES = 500;

  private final Path file;
  private final Path older;

  public History(Path directory) {
    this.file = directory.resolve("history.jsonl");
    this.older = directory.resolve("history.1.jsonl");
  }

  /**
   * Adds a round.
   *
   * @throws IOException when the disk refuses
   */
  public void add(Round round) throws IOException {
    if (Files.exists(file) && Files.size(file) > LARGEST) {
      Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      OwnerOnly.file(file);
    }
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
      write(round, out);
    }
  }

  /** The line alone. Does not close the stream. */
  public static void write(Round round, OutputStream out) throws IOException {
    JsonText.writeLine(line(round), out);
  }

  private static ObjectNode line(Round round) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("round", round.number());
    line.put("at", JsonText.time(round.started()));
    line.put("elapsedMs", JsonText.milliseconds(round.elapsed()));
    line.put("status", round.report().status().name().toLowerCase(Locale.ROOT));
    line.put("summary", round.report().run().summary());
    if (round.change().isPresent()) {
      put(line, round.change().get());
    } else {
      ArrayNode failing = line.putArray("failing");
      round.report().endpoints().values().stream()
          .filter(view -> view.health() == EndpointView.Health.FAILS)
          .limit(MOST_CHANGES)
          .forEach(view -> failing.add(view.key().target() + " " + view.key().place()));
    }
    return line;
  }

  private static void put(ObjectNode line, Comparison comparison) {
    ArrayNode changes = line.putArray("changes");
    for (TargetChange change : Changes.targets(comparison)) {
      if (changes.size() == MOST_CHANGES) {
        line.put("moreChanges", true);
        break;
      }
      ObjectNode entry = changes.addObject();
      entry.put("target", change.key().target());
      entry.put("endpoint", change.key().place());
      entry.put("change", change.kind().id());
      putState(entry, "before", change.before());
      putState(entry, "after", change.after());
    }
    ArrayNode findings = line.putArray("findings");
    for (FindingChange change : Changes.findings(comparison)) {
      FindingView view = change.latest();
      findings.addObject().put("change", change.kind().id()).put("cause", view.cause());
    }
  }

  private static void putState(ObjectNode entry, String side, Optional<EndpointView> view) {
    view.ifPresent(seen -> entry.put(side, seen.state().text()));
  }
}
