package dev.zprobe.cli.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One folder of {@code testdata/scenario}: the faults to apply (lines of the file of that name) and
 * what the report must then say ({@code expect.json}, see the README there).
 */
record Scenario(String name, List<String> faults, JsonNode expect) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Scenario> all(Path folder) throws IOException {
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.filter(Files::isDirectory).sorted().toList()) {
        scenarios.add(read(each));
      }
    }
    return scenarios;
  }

  private static Scenario read(Path folder) throws IOException {
    List<String> faults =
        Files.readAllLines(folder.resolve("fault")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    JsonNode expect = JSON.readTree(folder.resolve("expect.json").toFile());
    return new Scenario(folder.getFileName().toString(), faults, expect);
  }

  /** Whether the product is known not to find this yet. */
  boolean pending() {
    return expect.path("pending").asBoolean(false);
  }

  /** Further arguments of {@code run}; may name the lab's facts. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    expect.path("arguments").forEach(each -> arguments.add(each.asText()));
    return arguments;
  }

  /** Causes that some scenario must find. */
  List<String> causes() {
    List<String> causes = new ArrayList<>();
    expect.path("findings").forEach(each -> causes.add(each.path("cause").asText()));
    return causes;
  }

  /** Causes that this scenario looks like and is not. */
  List<String> nearMisses() {
    List<String> causes = new ArrayList<>();
    expect.path("absent").forEach(each -> causes.add(each.asText()));
    return causes;
  }
}
