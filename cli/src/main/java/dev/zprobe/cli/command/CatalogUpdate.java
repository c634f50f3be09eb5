package dev.zprobe.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.catalog.Catalog;
import dev.zprobe.catalog.CatalogJson;
import dev.zprobe.catalog.CatalogReader;
import dev.zprobe.cli.option.GlobalOptions;
import dev.zprobe.cli.render.Inert;
import dev.zprobe.cli.shell.Console;
import dev.zprobe.cli.shell.ExitCode;
import dev.zprobe.cli.shell.Refusal;
import dev.zprobe.evidence.JsonText;
import dev.zprobe.net.AddressRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A catalog with the ranges that the service publishes today. */
@Command(
    name = "update",
    description =
        "Write a catalog with newly published address ranges (one to a line), and show what"
            + " changed.")
final class CatalogUpdate implements Callable<Integer> {
  private static final long LARGEST = 4L << 20;
  private static final int MOST_RANGES = 20_000;

  private final Console console;
  private final InstantSource clock = InstantSource.system();

  @Mixin private GlobalOptions options;

  @Parameters(
      paramLabel = "RANGES",
      arity = "1..*",
      description = "Text files with one range to a line, and its service where it is known.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--catalog",
      paramLabel = "FILE",
      description = "The catalog to update instead of the built-in one.")
  private Path base;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the updated catalog there; without it only the changes are shown.")
  private Path out;

  CatalogUpdate(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Catalog old = base == null ? CatalogReader.builtIn() : CatalogReader.read(base);
    Map<String, Catalog.Range> published = new LinkedHashMap<>();
    files.forEach(file -> read(file, published));
    if (published.isEmpty()) {
      throw Refusal.usage("no ranges in " + files + "; wanted is one to a line: 170.114.0.0/16");
    }
    Catalog updated =
        new Catalog(
            LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
            List.copyOf(published.values()),
            old.dnsControls(),
            old.timeServers(),
            old.controls(),
            old.portalChecks(),
            old.targets());
    if (out != null) {
      ResultFiles.write(out, to -> JsonText.write(CatalogJson.of(updated), to));
    }
    show(texts(old), published.keySet());
    return ExitCode.HEALTHY.number();
  }

  private static Set<String> texts(Catalog catalog) {
    return catalog.ranges().stream()
        .map(range -> range.addresses().toString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void show(Set<String> old, Set<String> published) {
    Set<String> fresh = new TreeSet<>(published);
    fresh.removeAll(old);
    Set<String> gone = new TreeSet<>(old);
    gone.removeAll(published);
    if (options.json()) {
      ResultFiles.json(console, json(published.size(), fresh, gone));
      return;
    }
    if (options.quiet()) {
      return;
    }
    fresh.forEach(each -> console.out().println("+ " + each));
    gone.forEach(each -> console.out().println("- " + each));
    console
        .out()
        .println(
            "%d ranges: %d new, %d gone%s"
                .formatted(
                    published.size(), fresh.size(), gone.size(), out == null ? "" : ": " + out));
  }

  private ObjectNode json(int ranges, Set<String> fresh, Set<String> gone) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("ranges", ranges);
    ArrayNode added = node.putArray("new");
    fresh.forEach(added::add);
    ArrayNode removed = node.putArray("gone");
    gone.forEach(removed::add);
    if (out != null) {
      node.put("file", out.toString());
    }
    return node;
  }

  private static void read(Path file, Map<String, Catalog.Range> published) {
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String[] words = line.strip().split("[\\s,;]+");
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      int at = number;
      AddressRange range =
          AddressRange.parse(words[0])
              .orElseThrow(
                  () ->
                      Refusal.usage(
                          file
                              + ": line "
                              + at
                              + ": \""
                              + Inert.text(words[0], 60)
                              + "\" is no address range"));
      String service = words.length > 1 && words[1].matches("[\\w.-]{1,40}") ? words[1] : "";
      published.putIfAbsent(
          range.toString(), new Catalog.Range(range, service, String.valueOf(file.getFileName())));
      if (published.size() > MOST_RANGES) {
        throw Refusal.usage(file + ": more than " + MOST_RANGES + " ranges");
      }
    }
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw Refusal.usage(file + ": longer than a list of ranges may be (4 MB)");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw Refusal.usage(file + ": cannot be read: " + FileTrouble.words(unreadable));
    }
  }
}
